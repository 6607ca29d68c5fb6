import { copyFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { openSqliteJournal } from '../../server/journal/sqlite-journal.ts';
import type { Findings } from '../../server/tools/verify.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';
import { alter, findingsOf } from './data-place.ts';
import { fullBank } from './full-bank.ts';

/** A journal of several commits without views, and what is found in it. */
async function makeJournal(folder: TemporaryFolder): Promise<string> {
  const file = folder.file('whole.sqlite');
  const journal = openSqliteJournal(file);
  const { keeper, ask } = fullBank();
  for (let nth = 0; nth < 12; nth += 1) {
    journal.append(keeper.body(), journal.head);
    for (let more = 0; more <= nth; more += 1) ask({ t: 'deposit', account: 'A', amount: '1' });
  }
  journal.close();
  return file;
}

function find(journalFile: string): Findings {
  return findingsOf({ journalFile, viewsFile: `${journalFile}.views` });
}

/** The damage that has to be found, with what is wrong and what to do. */
function damageOf(file: string): string {
  const { problems, journal } = find(file);
  expect(journal).toMatchObject({ isRight: false, ledgers: [] });
  expect(problems).toHaveLength(1);
  const [problem] = problems;
  expect(problem).toMatchObject({ file, cure: expect.stringMatching(/^[A-Z].*\.$/) });
  return problem?.wrong ?? '';
}

/** A bit of a cell: of a character in a text, of the lowest 32 in a number. */
function flipCell(file: string, random: () => number): string {
  const db = new Database(file);
  try {
    const number = 1 + Math.floor(random() * 12);
    const column = ['first_seq', 'count', 'at_ms', 'previous', 'hash', 'records'][Math.floor(random() * 6)];
    const cell: unknown = db.prepare(`SELECT ${column} FROM commits WHERE number = ?`).pluck().get(number);
    db.prepare(`UPDATE commits SET ${column} = ? WHERE number = ?`).run(flipped(cell, random), number);
    return `${column} of commit ${number}`;
  } finally {
    db.close();
  }
}

function flipped(cell: unknown, random: () => number): string | number {
  if (typeof cell === 'number') return cell ^ (1 << Math.floor(random() * 31));
  const bytes = Buffer.from(String(cell));
  const place = Math.floor(random() * bytes.length);
  // The highest bit would make it no text: a flip of the file's bytes does that.
  bytes.writeUInt8(bytes.readUInt8(place) ^ (1 << Math.floor(random() * 7)), place);
  return bytes.toString();
}

test('each bit that flips in a commit is found: in its seq, count, time, hashes and records', async () => {
  await using folder = await TemporaryFolder.make();
  const whole = await makeJournal(folder);
  expect(find(whole).problems).toEqual([]);
  const random = seededRandom(20_261_122);
  for (let nth = 0; nth < 200; nth += 1) {
    const file = folder.file(`${nth}.sqlite`);
    copyFileSync(whole, file);
    const what = flipCell(file, random);
    expect(damageOf(file), what).toMatch(/commit \d+ is /);
  }
});

test('a bit that flips anywhere in the file is found, or nothing depends on it', async () => {
  await using folder = await TemporaryFolder.make();
  const whole = await makeJournal(folder);
  const right = find(whole).journal;
  const bytes = readFileSync(whole);
  const random = seededRandom(7);
  let found = 0;
  for (let nth = 0; nth < 300; nth += 1) {
    const copy = Buffer.from(bytes);
    const place = Math.floor(random() * bytes.length);
    copy.writeUInt8(copy.readUInt8(place) ^ (1 << Math.floor(random() * 8)), place);
    const file = folder.file('flipped.sqlite');
    writeFileSync(file, copy);
    const { journal, problems } = find(file);
    if (problems.length > 0) found += 1;
    else expect(journal, `byte ${place}`).toEqual({ ...right, file });
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
  }
  expect(found).toBeGreaterThan(150);
});

test('a journal that was cut off is found to be, wherever it was cut', async () => {
  await using folder = await TemporaryFolder.make();
  const whole = await makeJournal(folder);
  const { length } = readFileSync(whole);
  for (let bytes = 0; bytes < length; bytes += 3_000) {
    const file = folder.file(`${bytes}.sqlite`);
    copyFileSync(whole, file);
    truncateSync(file, bytes);
    expect(find(file).problems, `cut at ${bytes}`).not.toEqual([]);
  }
});

describe('what is damaged is said, and up to where the journal is right', () => {
  test.each([
    ['a commit is missing', 'DELETE FROM commits WHERE number = 5', /commit 5 is missing/, 4],
    ['the first commit is missing', 'DELETE FROM commits WHERE number = 1', /commit 1 is missing/, 0],
    ['two commits changed places', swap, /commit 5 is not what its hash says/, 4],
    ['a record was changed', change, /commit 7 is not what its hash says/, 6],
  ])('%s', async (_, sql, wrong, right) => {
    await using folder = await TemporaryFolder.make();
    const file = await makeJournal(folder);
    alter(file, sql);
    expect(damageOf(file)).toMatch(wrong);
    expect(find(file).journal.place?.number).toBe(right);
  });

  test.each([
    ['is of another epoch', "UPDATE meta SET epoch = 'another'", /epoch does not match/],
    ['is of a later format', 'UPDATE meta SET format = 2', /has format 2/],
    ['has no commits table', 'DROP TABLE commits', /does not hold the tables/],
  ])('one that %s cannot be read', async (_, sql, wrong) => {
    await using folder = await TemporaryFolder.make();
    const file = await makeJournal(folder);
    alter(file, sql);
    expect(damageOf(file)).toMatch(wrong);
    expect(find(file).journal.place).toBeUndefined();
  });

  test('one that is missing', async () => {
    await using folder = await TemporaryFolder.make();
    expect(damageOf(folder.file('journal.sqlite'))).toBe('is missing');
  });
});

const swap = `
  UPDATE commits SET number = 100 WHERE number = 5;
  UPDATE commits SET number = 5 WHERE number = 6;
  UPDATE commits SET number = 6 WHERE number = 100;
`;
const change = `UPDATE commits SET records = replace(records, '"amount":"1.00"', '"amount":"2.00"') WHERE number = 7`;
