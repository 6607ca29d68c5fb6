import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { DataError } from '../../server/data-error.ts';
import { openSqliteJournal } from '../../server/journal/sqlite-journal.ts';
import { openWorkerJournal } from '../../server/journal/worker-journal.ts';
import { JournalError } from '../../server/journal-error.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';
import { bodyBehind } from './journal-contract.ts';
import { appendSample, makeSample, readWhole } from './sample-journal.ts';

const pageBytes = 4096;

/** What opening it throws, which has to name the file and a cure. */
function refusal(file: string): string {
  try {
    openSqliteJournal(file).close();
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    const { message } = error instanceof DataError ? error : new Error('');
    expect(message).toContain(`${file}: `);
    expect(message).toMatch(/\. [A-Z][^.]+\.$/);
    return message;
  }
  throw new Error('the journal was opened');
}

function alter(file: string, sql: string): void {
  const db = new Database(file);
  db.unsafeMode();
  db.exec(sql);
  db.close();
}

describe('a file that is no journal is refused', () => {
  test.each([
    ['is empty', '', /is empty/],
    ['is a text', 'A 1000.00\nB 500.00\n', /is not a SQLite database/],
    ['is shorter than a page', 'SQLite format 3\0', /is not a SQLite database/],
  ])('one that %s', async (_, content, wrong) => {
    await using folder = await TemporaryFolder.make();
    const file = folder.file('journal.sqlite');
    writeFileSync(file, content);
    expect(refusal(file)).toMatch(wrong);
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  test('one that is a folder', async () => {
    await using folder = await TemporaryFolder.make();
    const file = folder.file('journal.sqlite');
    mkdirSync(file);
    expect(refusal(file)).toMatch(/cannot be opened/);
  });

  test("somebody else's database, which stays as it is", async () => {
    await using folder = await TemporaryFolder.make();
    const file = folder.file('journal.sqlite');
    alter(file, 'CREATE TABLE birds (name TEXT)');
    const before = readFileSync(file);
    expect(refusal(file)).toMatch(/does not hold the tables/);
    expect(readFileSync(file)).toEqual(before);
  });

  test('one that is missing while its -wal file is there', async () => {
    await using folder = await TemporaryFolder.make();
    const file = folder.file('journal.sqlite');
    writeFileSync(`${file}-wal`, 'commits');
    expect(refusal(file)).toMatch(/is missing, though its -wal file is there/);
  });

  test.skipIf(process.getuid?.() === 0)('one in a folder that may not be written', async () => {
    await using folder = await TemporaryFolder.make();
    const closed = folder.file('closed');
    mkdirSync(closed, { mode: 0o500 });
    expect(refusal(`${closed}/journal.sqlite`)).toMatch(/cannot be opened/);
  });

  test.skipIf(process.getuid?.() === 0)('one that may only be read', async () => {
    await using folder = await TemporaryFolder.make();
    const file = folder.file('journal.sqlite');
    makeSample(file);
    chmodSync(file, 0o400);
    expect(refusal(file)).toMatch(/cannot be opened/);
  });

  test('its thread refuses with the same error', async () => {
    await using folder = await TemporaryFolder.make();
    const file = folder.file('journal.sqlite');
    writeFileSync(file, 'A 1000.00\n');
    const opening = openWorkerJournal(file);
    await expect(opening).rejects.toBeInstanceOf(DataError);
    await expect(opening).rejects.toMatchObject({ file, message: refusal(file) });
  });
});

describe('a journal whose rows do not fit is refused', () => {
  test.each([
    ['of a later format', 'UPDATE meta SET format = 2', /has format 2/],
    ['with another epoch', "UPDATE meta SET epoch = 'x' || substr(epoch, 2)", /epoch does not match/],
    ['without its meta row', 'DELETE FROM meta', /does not say which journal/],
    ['with two meta rows', 'INSERT INTO meta SELECT * FROM meta', /does not say which journal/],
    ['without its meta table', 'DROP TABLE meta', /does not hold the tables/],
    ['without its commits table', 'DROP TABLE commits', /does not hold the tables/],
    ['whose last hash differs', 'UPDATE commits SET hash = previous WHERE number = 30', /commit 30 is not/],
    [
      'whose last records differ',
      "UPDATE commits SET records = records || '\n{}' WHERE number = 30",
      /commit 30 is not/,
    ],
    ['whose last time differs', 'UPDATE commits SET at_ms = at_ms + 1 WHERE number = 30', /commit 30 is not/],
    [
      'whose last count differs',
      'UPDATE commits SET count = count + 1 WHERE number = 30',
      /commit 30 is not/,
    ],
    ['without the commit before the last', 'DELETE FROM commits WHERE number = 29', /commit 29 is missing/],
  ])('one %s', async (_, sql, wrong) => {
    await using folder = await TemporaryFolder.make();
    const file = folder.file('journal.sqlite');
    makeSample(file);
    alter(file, sql);
    expect(refusal(file)).toMatch(wrong);
  });
});

/** What a flipped bit in a row's head can do, and a STRICT table does not let SQL do. */
const bytesForText = `
  PRAGMA writable_schema = ON;
  UPDATE sqlite_schema SET sql = replace(sql, ' STRICT', '');
  PRAGMA writable_schema = RESET;
  UPDATE commits SET records = CAST(records AS BLOB) WHERE number = 7;
`;

describe('a commit that is not what its hash says breaks the journal when it is read', () => {
  test.each([
    [
      'altered',
      'UPDATE commits SET records = upper(records) WHERE number = 7',
      'commit 7 is not what its hash says',
    ],
    ['missing', 'DELETE FROM commits WHERE number = 7', 'commit 7 is missing'],
    ['bytes in place of text', bytesForText, 'commit 7 is not what its hash says'],
    ['hashed anew', "UPDATE commits SET hash = 'a' WHERE number = 7", 'commit 7 is not what its hash says'],
  ])('one that is %s', async (_, sql, wrong) => {
    await using folder = await TemporaryFolder.make();
    const file = folder.file('journal.sqlite');
    makeSample(file);
    alter(file, sql);
    await using journal = await openWorkerJournal(file);
    expect(await journal.read(8, 10)).toHaveLength(10);
    const { head } = journal;
    const broken = { name: 'JournalError', failure: 'broken', message: expect.stringContaining(`${file}: `) };
    await expect(journal.read(0, 10)).rejects.toMatchObject(broken);
    await expect(journal.read(0, 10)).rejects.toThrow(wrong);
    await expect(journal.append(bodyBehind(head, ['{}']), head)).rejects.toMatchObject(broken);
  });
});

test('a commit of another journal breaks this one when it is read', async () => {
  await using folder = await TemporaryFolder.make();
  const [file, other] = [folder.file('journal.sqlite'), folder.file('other.sqlite')];
  makeSample(file);
  makeSample(other);
  alter(
    file,
    `ATTACH '${other}' AS other;
     DELETE FROM commits WHERE number = 7;
     INSERT INTO commits SELECT * FROM other.commits WHERE number = 7`,
  );
  expect(() => readWhole(file)).toThrow('commit 7 is not what its hash says');
});

/** Whether reading it whole gave these commits; else it was refused as it should. */
function isWhole(file: string, commits: readonly unknown[]): boolean {
  try {
    expect(readWhole(file)).toEqual(commits);
    return true;
  } catch (error) {
    if (!(error instanceof DataError || error instanceof JournalError)) throw error;
    expect(error.message).toContain(`${file}: `);
    return false;
  }
}

test('a journal that was cut off is refused, wherever it was cut', async () => {
  await using folder = await TemporaryFolder.make();
  const whole = folder.file('whole.sqlite');
  const commits = makeSample(whole);
  const pages = readFileSync(whole).length / pageBytes;
  for (let page = 0; page < pages; page += 1) {
    for (const bytes of [page * pageBytes, page * pageBytes + 1_234]) {
      const file = folder.file(`${bytes}.sqlite`);
      copyFileSync(whole, file);
      truncateSync(file, bytes);
      if (page < pages - 1) refusal(file);
      else isWhole(file, commits);
    }
  }
});

test('a bit that flipped in a journal never changes what is read: it is refused, or nothing depends on it', async () => {
  await using folder = await TemporaryFolder.make();
  const whole = folder.file('whole.sqlite');
  const commits = makeSample(whole);
  const bytes = readFileSync(whole);
  const random = seededRandom(7);
  let refused = 0;
  for (let nth = 0; nth < 300; nth += 1) {
    const file = folder.file(`${nth}.sqlite`);
    // A third of them in the header and the first pages, where few bytes decide much.
    writeFileSync(file, flipped(bytes, random, nth % 3 === 0 ? 3 * pageBytes : bytes.length));
    if (!isWhole(file, commits)) refused += 1;
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
  }
  expect(refused).toBeGreaterThan(100);
});

test('a -wal file that is damaged or lost makes a journal shorter, never different', async () => {
  await using folder = await TemporaryFolder.make();
  const live = folder.file('live.sqlite');
  makeSample(live, 10);
  const journal = openSqliteJournal(live);
  const commits = appendSample(journal, 20);
  const [main, log] = [readFileSync(live), readFileSync(`${live}-wal`)];
  journal.close();

  const lengthWith = (name: string, walContent: Buffer | undefined): number => {
    const file = folder.file(name);
    writeFileSync(file, main);
    if (walContent !== undefined) writeFileSync(`${file}-wal`, walContent);
    const read = readWhole(file);
    expect(read).toEqual(commits.slice(0, read.length));
    return read.length;
  };
  expect(lengthWith('intact.sqlite', log)).toBe(30);
  expect(lengthWith('lost.sqlite', undefined)).toBe(10);
  const random = seededRandom(99);
  const lengths = Array.from({ length: 40 }, (_, nth) =>
    lengthWith(
      `${nth}.sqlite`,
      nth % 2 === 0 ? flipped(log, random, log.length) : log.subarray(0, Math.floor(random() * log.length)),
    ),
  );
  expect(Math.min(...lengths)).toBeGreaterThanOrEqual(10);
  expect(new Set(lengths).size).toBeGreaterThan(5);
});

/** A copy with one bit of its first `within` bytes flipped. */
function flipped(bytes: Buffer, random: () => number, within: number): Buffer {
  const copy = Buffer.from(bytes);
  const place = Math.floor(random() * within);
  copy.writeUInt8(copy.readUInt8(place) ^ (1 << Math.floor(random() * 8)), place);
  return copy;
}
