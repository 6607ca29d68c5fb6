import { cp, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { books, doneAll } from '../support/errands.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { ServerRun } from '../support/server-run.ts';

/** Data that has been damaged between two runs. */

const scratch = await mkdtemp(join(tmpdir(), 'florin-damage-'));
afterAll(() => rm(scratch, { recursive: true, force: true }));
const whole = join(scratch, 'whole');
let expected: Awaited<ReturnType<typeof books>>;

/** A folder that a hub has stopped on, with several commits, to make damaged copies of. */
beforeAll(async () => {
  await using server = await ServerProcess.start({ data: whole });
  await using client = await RawClient.connect(server.url);
  for (let commit = 0; commit < 5; commit += 1) {
    await doneAll(client, [
      { t: 'deposit', account: 'A', amount: '1', memo: `commit ${commit}` },
      { t: 'transfer', from: 'B', to: 'C', amount: '2' },
    ]);
  }
  expected = await books(client);
  await server.kill('SIGTERM');
});

/** Everything is as it was before the damage. */
async function expectWhole(url: string): Promise<void> {
  await using client = await RawClient.connect(url);
  expect(await books(client)).toEqual(expected);
  const history = await client.ask({ t: 'history', id: 1, account: 'A', after: 0 });
  const memos = Array.from({ length: 5 }, (_, commit) => ({ memo: `commit ${commit}` }));
  expect(history).toMatchObject({ txs: [{ memo: 'opening balance' }, ...memos] });
}

async function copy(): Promise<string> {
  const data = await mkdtemp(join(scratch, 'copy-'));
  await cp(whole, data, { recursive: true });
  return data;
}

function change(file: string, sql: string): void {
  const db = new Database(file, { fileMustExist: true });
  db.exec(sql);
  db.close();
}

async function withoutViews(data: string): Promise<void> {
  for (const name of await readdir(data)) if (name.startsWith('views.')) await rm(join(data, name));
}

const isLast = 'number = (SELECT max(number) FROM commits)';
const damages: readonly (readonly [string, (journal: string, data: string) => unknown])[] = [
  ['cut in half', async (journal) => truncate(journal, Math.floor((await stat(journal)).size / 2))],
  ['text', (journal) => writeFile(journal, 'not a database '.repeat(1000))],
  ['gone, with its views there', (journal) => rm(journal)],
  ['without its last commit', (journal) => change(journal, `DELETE FROM commits WHERE ${isLast}`)],
  [
    'changed in its last commit',
    (journal) =>
      change(journal, `UPDATE commits SET records = replace(records, '2.00', '3.00') WHERE ${isLast}`),
  ],
  [
    'changed in an old commit, and without its views',
    async (journal, data) => {
      change(journal, "UPDATE commits SET records = replace(records, 'commit 1', 'commit 7')");
      await withoutViews(data);
    },
  ],
];

describe('a journal', () => {
  test.each(damages)('that is %s is not started on: its name, the cure, exit code 1', async (_, damage) => {
    const data = await copy();
    const journal = join(data, 'journal.sqlite');
    await damage(journal, data);
    const before = await readFile(journal).catch(() => undefined);
    await using server = new ServerRun(['--port', '0', '--data', data]);
    expect(await server.ended()).toBe(1);
    expect(server.output).toContain(`cannot start: ${journal}: `);
    expect(server.output).toMatch(/Restore it|version of florin/);
    expect(server.output).not.toContain('    at ');
    // It stays as it is, for whoever wants to look or to repair.
    expect(await readFile(journal).catch(() => undefined)).toEqual(before);
  });
});

const losses: readonly (readonly [string, (views: string, data: string) => unknown])[] = [
  ['gone', (_, data) => withoutViews(data)],
  ['cut in half', async (views) => truncate(views, Math.floor((await stat(views)).size / 2))],
  [
    'changed in an account',
    (views) => change(views, "UPDATE accounts SET balance = balance + 1 WHERE id = 'A'"),
  ],
];

describe('views', () => {
  test.each(losses)('that are %s are made anew from the journal', async (_, lose) => {
    const data = await copy();
    await lose(join(data, 'views.sqlite'), data);
    await using server = await ServerProcess.start({ data });
    await expectWhole(server.url);
  });

  test('with a damaged transaction are told of as such or made anew, and are whole at the next start', async () => {
    const data = await copy();
    const views = join(data, 'views.sqlite');
    change(views, "UPDATE txs SET content = replace(content, 'commit 2', 'commit 9')");
    {
      await using server = new ServerRun(['--port', '0', '--data', data]);
      const url = await server.url().catch(() => undefined);
      if (url === undefined) {
        expect(await server.ended()).toBe(1);
        expect(server.output).toContain(`cannot start: ${views}: `);
        expect(server.output).toContain('Start the hub again');
      } else await expectWhole(url);
    }
    await using server = await ServerProcess.start({ data });
    await expectWhole(server.url);
  });
});
