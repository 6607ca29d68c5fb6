import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Cell, rowCheck } from '../../server/views/row-check.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { ViewsFiles } from '../views/views-files.ts';
import { alter, findingsOf } from './data-place.ts';
import { fullBank } from './full-bank.ts';

const makeFiles = (): Promise<ViewsFiles> => ViewsFiles.of(fullBank().keeper);

/** What is wrong with the views, and nothing else is. */
function damageOf(files: ViewsFiles): string {
  const { journal, views, problems } = findingsOf(files);
  expect(journal.isRight).toBe(true);
  expect(views.state).toBe('damaged');
  for (const problem of problems) {
    expect(problem).toMatchObject({ file: files.viewsFile, cure: expect.stringContaining('delete') });
  }
  return problems.map(({ wrong }) => wrong).join('\n');
}

const RowSchema = z.record(z.string(), z.union([z.bigint(), z.string()]));

/** Changes a cell of a row and gives the row a check that holds, as a fault of the hub would. */
function change(table: string, where: string, column: string, to: (cell: Cell) => Cell) {
  return ({ viewsFile }: ViewsFiles): void => {
    const db = new Database(viewsFile);
    const found = db.prepare(`SELECT * FROM ${table} WHERE ${where}`).safeIntegers().get();
    const row: Record<string, Cell> = RowSchema.parse(found);
    row[column] = to(row[column] ?? '');
    if ('crc' in row) {
      const { crc: _, ...cells } = row;
      row.crc = rowCheck(...Object.values(cells));
    }
    const names = Object.keys(row);
    const sets = names.map((name) => `${name} = ?`).join(', ');
    const { changes } = db
      .prepare(`UPDATE ${table} SET ${sets} WHERE ${where}`)
      .run(...names.map((name) => row[name]));
    expect(changes).toBe(1);
    db.close();
  };
}

const more = (cell: Cell): Cell => BigInt(cell) + 1n;
const sql =
  (text: string) =>
  ({ viewsFile }: ViewsFiles): void =>
    alter(viewsFile, text);
const isA = "id = 'A'";

describe('a row of the views that holds and is wrong is found', () => {
  test.each<[string, (files: ViewsFiles) => void, RegExp]>([
    ['a version', change('accounts', isA, 'version', more), /account A: version is \d+ and should be/],
    ['what is reserved', change('accounts', isA, 'held', more), /account A: held is 1001 and should be 1000/],
    ['a standing', change('accounts', "id = 'C'", 'frozen', () => 'both'), /C: frozen is both .* debit/],
    ['an account that is open', change('accounts', "id = 'D'", 'closed', () => 0n), /D: closed is false/],
    ['rules', change('accounts', "id = 'B'", 'rules', () => ''), /B: rules is /],
    ['what was spent', change('accounts', isA, 'spent', more), /A: spent is/],
    ['a length of a history', change('accounts', isA, 'entries', more), /A: entries is/],
    [
      'the rules of a ledger',
      change('ledgers', "id = 'bank'", 'rules', () => '{"kind":"peers"}'),
      /ledger bank: rules/,
    ],
    ['a total', change('ledgers', "id = 'bank'", 'deposited', more), /ledger bank: deposited is/],
    [
      'the amount of a hold',
      change('holds', 'true', 'amount', more),
      /hold \d+: amount is 1001 and should be 1000/,
    ],
    [
      'the end of a hold',
      change('holds', 'true', 'expires_ms', more),
      /hold \d+: expiresMs is 0 and should be -1/,
    ],
    ['who settled', change('sequels', 'reversed = 0 LIMIT 1', 'by', more), /table sequels/],
    ['what was reversed', change('sequels', 'reversed > 0 LIMIT 1', 'reversed', more), /table sequels/],
    ['what a key decided', change('outcomes', "key = 'key-9'", 'decided', more), /table outcomes: \(key-9/],
    ['a key', change('outcomes', "key = 'key-9'", 'key', () => 'key-9x'), /table outcomes/],
    [
      'a refusal',
      change('refusals', 'number = 3', 'record', (text) => `${text}`.replace('999', '998')),
      /refusals/,
    ],
    [
      'a record',
      change('txs', 'first = 1', 'content', (text) => `${text}`.replace('no. 1"', 'no. 2"')),
      /transaction 9 is not/,
    ],
    [
      'a link',
      change('txs', 'first = 1', 'content', (text) => `${text}`.replace(':7', ':6')),
      /transaction 7 is not/,
    ],
    ['a mark', change('ahead', 'true', 'mark', (text) => `${text}x`), /table ahead/],
    ['the floor', change('place', 'true', 'floor', (text) => `${text}x`), /place: floor is/],
    ['the time', change('place', 'true', 'at_ms', more), /place: atMs is/],
    [
      'the count of refusals',
      change('place', 'true', 'refusals', more),
      /place: refusals is 8 and should be 7/,
    ],
    ['a waypoint', sql('UPDATE waypoints SET seq = seq + 1'), /table waypoints/],
  ])('%s', async (_, damage, wrong) => {
    await using files = await makeFiles();
    expect(findingsOf(files)).toMatchObject({ problems: [], views: { state: 'agree' } });
    damage(files);
    expect(damageOf(files)).toMatch(wrong);
  });
});

describe('a row of the views that is missing, too many or does not hold is found', () => {
  test.each([
    ['a balance', `UPDATE accounts SET balance = balance + 1 WHERE ${isA}`, /account 2 is damaged/],
    ['an account', "DELETE FROM accounts WHERE id = 'D'", /account .* missing/],
    ['a hold', 'DELETE FROM holds', /hold is missing/],
    ['a sequel', 'DELETE FROM sequels WHERE tx = (SELECT max(tx) FROM sequels)', /sequels: .* is missing/],
    ['an outcome', "DELETE FROM outcomes WHERE key = 'key-9'", /table outcomes/],
    ['an outcome too many', "INSERT INTO outcomes VALUES ('z', 'z', 1)", /outcomes: \(z, z, 1\) is too many/],
    ['a refusal', 'DELETE FROM refusals WHERE number = 7', /refusals: .* is missing/],
    ['a transaction', 'DELETE FROM txs WHERE first = (SELECT max(first) FROM txs)', /is missing/],
    ['a transaction too many', "INSERT INTO txs VALUES (999, 0, ' {}')", /a transaction 999 behind the last/],
    ['a place', 'DELETE FROM place', /do not say where they are/],
    ['a table', 'DROP TABLE sequels', /other tables/],
  ])('%s', async (_, text, wrong) => {
    await using files = await makeFiles();
    alter(files.viewsFile, text);
    expect(damageOf(files)).toMatch(wrong);
  });

  test('a file that is cut off, or a text', async () => {
    await using files = await makeFiles();
    truncateSync(files.viewsFile, 8_192);
    damageOf(files);
    writeFileSync(files.viewsFile, 'A 100.00\n'.repeat(1_000));
    expect(damageOf(files)).toMatch(/is not a SQLite database/);
  });
});

test('a bit that flips in the views is found, or nothing depends on it', async () => {
  await using files = await makeFiles();
  const whole = readFileSync(files.viewsFile);
  const random = seededRandom(20_261_122);
  let found = 0;
  for (let nth = 0; nth < 150; nth += 1) {
    const copy = Buffer.from(whole);
    const place = Math.floor(random() * whole.length);
    copy.writeUInt8(copy.readUInt8(place) ^ (1 << Math.floor(random() * 8)), place);
    for (const suffix of ['-wal', '-shm']) rmSync(files.viewsFile + suffix, { force: true });
    writeFileSync(files.viewsFile, copy);
    const { journal, views } = findingsOf(files);
    expect(journal.isRight).toBe(true);
    if (views.state !== 'agree') found += 1;
    else
      await files.use(async (opened) => {
        expect(opened.at, `byte ${place}`).toBe(1);
      });
  }
  expect(found).toBeGreaterThan(50);
});

describe('views that there is nothing to compare of are no damage, and said to be so', () => {
  test.each<[string, (files: ViewsFiles) => void, RegExp]>([
    ['missing', ({ viewsFile }) => rmSync(viewsFile), /is missing/],
    ['of another format', sql('UPDATE place SET format = 2'), /has format 2, this version reads format \d/],
  ])('%s', async (_, change, note) => {
    await using files = await makeFiles();
    change(files);
    expect(findingsOf(files)).toMatchObject({
      problems: [],
      journal: { isRight: true },
      views: { state: 'absent', note: expect.stringMatching(note) },
    });
  });

  test('of another journal', async () => {
    await using files = await makeFiles();
    await using others = await makeFiles();
    writeFileSync(files.viewsFile, readFileSync(others.viewsFile));
    expect(findingsOf(files)).toMatchObject({
      problems: [],
      views: { state: 'absent', note: expect.stringContaining('is of another journal') },
    });
  });
});

test('a journal that has lost what the views have seen is damaged', async () => {
  await using files = await makeFiles();
  const older = readFileSync(files.journalFile);
  await files.use(async (views, journal) => {
    const { keeper, ask } = fullBank();
    keeper.body();
    ask({ t: 'deposit', account: 'A', amount: '1' });
    await keeper.commit(journal);
    await views.load(2);
  });
  writeFileSync(files.journalFile, older);
  const { journal, problems } = findingsOf(files);
  expect(journal.isRight).toBe(false);
  expect(problems).toMatchObject([
    { file: files.journalFile, wrong: expect.stringMatching(/has lost commits: .*commit 2/) },
  ]);
});

test('verifying changes neither file', async () => {
  await using files = await makeFiles();
  const before = [files.journalFile, files.viewsFile].map((file) => readFileSync(file));
  findingsOf(files);
  expect([files.journalFile, files.viewsFile].map((file) => readFileSync(file))).toEqual(before);
});
