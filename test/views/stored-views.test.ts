import { chmodSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { DataError } from '../../server/data-error.ts';
import type { Journal } from '../../server/journal/journal.ts';
import { openSqliteJournal } from '../../server/journal/sqlite-journal.ts';
import { openWorkerJournal } from '../../server/journal/worker-journal.ts';
import { rowCheck } from '../../server/views/row-check.ts';
import { openWorkerViews } from '../../server/views/worker-views.ts';
import { Fold } from './fold.ts';
import { answersOf, busyBank, rightAnswers, ViewsFiles, writtenSeq } from './views-files.ts';

const keeper = busyBank();
const fold = new Fold(keeper.records);
const right = rightAnswers(fold);

/** A copy of closed files with a whole journal and its views. */
const makeFiles = (): Promise<ViewsFiles> => ViewsFiles.of(busyBank());

/** Checks every answer, and tells at which commit the views were when they were opened. */
function openAndCheck(files: ViewsFiles): Promise<number> {
  return files.use(async (views, journal) => {
    const { at } = views;
    expect(await answersOf(views, journal.head.number, fold)).toEqual(right);
    return at;
  });
}

describe('views that fit the journal are kept', () => {
  test('those that were closed', async () => {
    await using files = await makeFiles();
    expect(await openAndCheck(files)).toBe(1);
  });

  test('those that were not closed', async () => {
    await using files = await ViewsFiles.make();
    await using copy = await files.use(async (views, journal) => {
      const { number } = await busyBank().commit(journal);
      await views.load(number);
      return await files.copy();
    });
    expect(await openAndCheck(copy)).toBe(1);
  });

  test('those that are behind go on from where they were', async () => {
    await using files = await ViewsFiles.make();
    const growing = busyBank();
    await files.use(async (views, journal) => {
      const { number } = await growing.commit(journal);
      await views.load(number);
      growing.ask({ t: 'deposit', account: 'B', amount: '7' });
      await growing.commit(journal);
    });
    await files.use(async (views, journal) => {
      expect(views.at).toBe(1);
      const whole = new Fold(growing.records);
      expect(await answersOf(views, journal.head.number, whole)).toEqual(rightAnswers(whole));
    });
    // So that the next start has nothing to read again.
    expect(writtenSeq(files.viewsFile)).toBe(new Fold(growing.records).seq);
  });
});

describe('views that cannot be used are made anew', () => {
  test.each<[string, (file: string) => void]>([
    ['are missing', (file) => rmSync(file)],
    ['are empty', (file) => truncateSync(file)],
    ['are a text', (file) => writeFileSync(file, 'A 100.00\n'.repeat(1_000))],
    ['are cut off', (file) => truncateSync(file, 8_192)],
    ['are of another format', alter('UPDATE place SET format = 0')],
    ['do not say where they are', alter('DELETE FROM place')],
    ['say it twice', alter('INSERT INTO place SELECT * FROM place')],
    ['say another place', alter('UPDATE place SET seq = seq - 1')],
    ['have another floor', alter("UPDATE place SET floor = 'k'")],
    ['have another balance', alter("UPDATE accounts SET balance = balance + 1 WHERE id = 'A'")],
    ['have another version', alter("UPDATE accounts SET version = version + 1 WHERE id = 'A'")],
    ['have another account', alter("UPDATE accounts SET id = 'C' WHERE id = 'B'")],
    ['have lost an account', alter("DELETE FROM accounts WHERE id = 'B'")],
    ['have another reserve', alter("UPDATE accounts SET held = '1' WHERE id = 'A'")],
    ['have another hold', alter("UPDATE holds SET amount = '1'")],
    ['have lost a hold', alter('DELETE FROM holds WHERE seq = (SELECT min(seq) FROM holds)')],
    ['have lost the last account', alter("DELETE FROM accounts WHERE id = 'account-29'")],
    ['have another scale', alter('UPDATE ledgers SET scale = 3')],
    ['have other totals', alter("UPDATE ledgers SET deposited = '1'")],
    ['have a mark too many', alter("INSERT INTO ahead VALUES (1, '1 x', 0)")],
    ['do not sum to zero, though every row holds', alterBalance],
    ['have no accounts table', alter('DROP TABLE accounts')],
    ['have an index too many', alter('CREATE INDEX more ON txs (crc)')],
    ['are of a journal that was there before', (file) => rmSync(file.replace('views', 'journal'))],
  ])('those that %s', async (_, damage) => {
    await using files = await makeFiles();
    damage(files.viewsFile);
    const at = await files.use(async (views, journal) => {
      if (journal.head.number === 0) await busyBank().commit(journal);
      return views.at;
    });
    expect(at).toBe(0);
    await openAndCheck(files);
    expect(await openAndCheck(files)).toBe(1);
  });
});

test.skipIf(process.getuid?.() === 0)('views that may only be read are refused, and stay', async () => {
  await using files = await makeFiles();
  chmodSync(files.viewsFile, 0o400);
  await expect(openAndCheck(files)).rejects.toMatchObject({
    name: 'DataError',
    message: expect.stringContaining('views.sqlite: cannot be opened'),
  });
  chmodSync(files.viewsFile, 0o600);
  expect(await openAndCheck(files)).toBe(1);
});

/** Gives A one more, with a check that holds. */
function alterBalance(file: string): void {
  const db = new Database(file);
  const standing = 'frozen, closed, rules, spent, spent_day';
  const columns = `handle, id, ledger, balance, held, version, ${standing}, entries, last_seq`;
  const row = db.prepare(`SELECT ${columns} FROM accounts WHERE id = 'A'`).raw().safeIntegers().get();
  const cells = z.array(z.union([z.bigint(), z.string()])).parse(row);
  const more = cells.with(3, z.bigint().parse(cells[3]) + 1n);
  db.prepare("UPDATE accounts SET balance = balance + 1, crc = ? WHERE id = 'A'").run(rowCheck(...more));
  db.close();
}

/** Changes the file with SQL. */
function alter(sql: string): (file: string) => void {
  return (file) => {
    const db = new Database(file);
    db.exec(sql);
    db.close();
  };
}

describe('damage that is found while the views are in use ends them, and the next ones are right', () => {
  test.each([
    ['a record', "UPDATE txs SET content = replace(content, '0.50', '9.50') WHERE first = 17"],
    ['a link', "UPDATE txs SET content = replace(content, ':', ':1') WHERE first = 17"],
    ['missing transactions', 'DELETE FROM txs WHERE first = 17'],
    ['missing newest transactions', 'DELETE FROM txs WHERE first = (SELECT max(first) FROM txs)'],
    ['the place of transactions', 'UPDATE txs SET first = 18 WHERE first = 17'],
    ['a refusal', "UPDATE refusals SET record = replace(record, '999', '998') WHERE number = 3"],
    ['a missing refusal', 'DELETE FROM refusals WHERE number = 3'],
    ['what an outcome leads to', "UPDATE outcomes SET decided = 5 WHERE key = 'key-20'"],
    ['the key of an outcome', "UPDATE outcomes SET key = 'key-20x' WHERE key = 'key-20'"],
    ['what is reversed', "UPDATE sequels SET reversed = '1' WHERE tx = 4"],
    ['what settled a hold', 'UPDATE sequels SET by = by + 1 WHERE tx = (SELECT max(tx) FROM sequels)'],
    ['which transaction is reversed', 'UPDATE sequels SET tx = 3 WHERE tx = 4'],
    ['which hold is settled', 'UPDATE sequels SET tx = tx + 2 WHERE tx = (SELECT max(tx) FROM sequels)'],
    ['a waypoint', 'UPDATE waypoints SET seq = 9'],
  ])('damage of %s', async (_, sql) => {
    await using files = await makeFiles();
    alter(sql)(files.viewsFile);
    const failures: Error[] = [];
    const failure = {
      name: 'DataError',
      file: files.viewsFile,
      cure: expect.stringContaining('Start the hub again'),
    };
    await files.use(
      async (views) => {
        expect(views.at).toBe(1);
        await expect(answersOf(views, 1, fold)).rejects.toMatchObject(failure);
        await expect(views.trial(undefined, 0)).rejects.toMatchObject(failure);
      },
      (error) => failures.push(error),
    );
    expect(failures).toMatchObject([failure]);
    expect(existsSync(files.viewsFile)).toBe(false);
    expect(await openAndCheck(files)).toBe(0);
  });
});

describe('views that know more than the journal are not used', () => {
  /** Adds a commit that only the views will know of. */
  async function commitRefusal(journal: Journal): Promise<void> {
    const { head } = journal;
    const [firstSeq, atMs] = [head.seq + 1, Date.now()];
    await journal.append({ firstSeq, count: 0, atMs, records: refusal }, head);
  }
  const refusal = busyBank().ask({ t: 'deposit', account: 'nobody', amount: '1', key: 'refused' });

  async function makeOlderJournal(): Promise<ViewsFiles> {
    const files = await makeFiles();
    const older = readFileSync(files.journalFile);
    await files.use(async (views, journal) => {
      await commitRefusal(journal);
      await views.load(journal.head.number);
    });
    writeFileSync(files.journalFile, older);
    return files;
  }
  const lost = {
    name: 'DataError',
    message: expect.stringMatching(/journal\.sqlite: has lost commits: .*commit 2 /),
  };

  test('after an older journal was restored', async () => {
    await using files = await makeOlderJournal();
    const views = readFileSync(files.viewsFile);
    await expect(openAndCheck(files)).rejects.toMatchObject(lost);
    expect(readFileSync(files.viewsFile)).toEqual(views);
    rmSync(files.viewsFile);
    expect(await openAndCheck(files)).toBe(0);
  });

  test('after an older journal was restored and went another way', async () => {
    await using files = await makeOlderJournal();
    const journal = openSqliteJournal(files.journalFile);
    const { head } = journal;
    journal.append(
      { firstSeq: head.seq + 1, count: 0, atMs: Date.now(), records: '{"another":"way"}' },
      head,
    );
    journal.close();
    await expect(openAndCheck(files)).rejects.toMatchObject(lost);
  });

  test('after the -wal file of the journal was lost', async () => {
    await using files = await makeFiles();
    await using copy = await files.use(async (views, journal) => {
      await commitRefusal(journal);
      await views.load(journal.head.number);
      return await files.copy();
    });
    rmSync(`${copy.journalFile}-wal`);
    await expect(openAndCheck(copy)).rejects.toMatchObject(lost);
  });

  test('also where the views have their own thread', async () => {
    await using files = await makeOlderJournal();
    const { journalFile, viewsFile } = files;
    await using _journal = await openWorkerJournal(journalFile);
    const opening = openWorkerViews({ journalFile, viewsFile, recentMax: 1 });
    await expect(opening).rejects.toBeInstanceOf(DataError);
    await expect(opening).rejects.toMatchObject(lost);
  });
});
