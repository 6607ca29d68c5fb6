import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { books, done, doneAll } from '../support/errands.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { ServerRun } from '../support/server-run.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';
import { watch } from '../support/watch-errands.ts';
import { alter } from './data-place.ts';
import { florin, florinDone } from './run-tool.ts';

type Books = Awaited<ReturnType<typeof books>>;

/** A hub with some transactions, and its backup. */
async function bankWithBackup(folder: TemporaryFolder): Promise<{
  readonly server: ServerProcess;
  readonly file: string;
  readonly backedUp: Books;
}> {
  const server = await ServerProcess.start();
  await using client = await RawClient.connect(server.url);
  await doneAll(client, [
    { t: 'transfer', from: 'A', to: 'B', amount: '5', memo: 'rent' },
    { t: 'hold', from: 'B', to: 'C', amount: '7' },
  ]);
  const file = folder.file('backup.sqlite');
  await florinDone(['backup', file, '--data', server.data]);
  return { server, file, backedUp: await books(client) };
}

async function booksAt(url: string): Promise<Books> {
  await using client = await RawClient.connect(url);
  return await books(client);
}

async function refused(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await florin(['restore', ...args]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).not.toContain('    at ');
  return stderr;
}

test('a hub that starts on a restored journal has the same books, and goes on', async () => {
  await using folder = await TemporaryFolder.make();
  const { server, file, backedUp } = await bankWithBackup(folder);
  await using _ = server;
  const data = folder.file('restored');
  const printed = await florinDone(['restore', file, '--data', data]);
  expect(printed).toMatch(/up to seq 10, checked/);
  expect(printed).toMatch(/ends with seq 10 at 2\S+Z\. What was acknowledged after that is lost\./);
  expect(readdirSync(data).sort()).toEqual(['hub.lock', 'journal.sqlite']);
  await using restored = await ServerProcess.start({ data });
  expect(await booksAt(restored.url)).toEqual(backedUp);
  await using client = await RawClient.connect(restored.url);
  expect(await done(client, { t: 'capture', hold: 10 })).toMatchObject({ seq: 11, amount: '7.00' });
  expect((await florin(['verify', '--data', data])).code).toBe(0);
});

test('an older state replaces a newer one with --force, which moves that aside and says what is lost', async () => {
  await using folder = await TemporaryFolder.make();
  const { server, file, backedUp } = await bankWithBackup(folder);
  await using _ = server;
  let since = { epoch: '', seq: 0 };
  {
    await using client = await RawClient.connect(server.url, { keepWelcome: true });
    const { epoch } = await client.next('welcome');
    await doneAll(
      client,
      Array.from({ length: 3 }, () => ({ t: 'deposit', account: 'A', amount: '1' })),
    );
    since = { epoch, seq: (await watch(client, { accounts: '*' })).seq };
  }
  expect(since.seq).toBe(backedUp.seq + 3);
  const newer = await booksAt(server.url);
  expect(await refused(file, '--data', server.data, '--force')).toMatch(
    /is held by another hub, process \d+ at/,
  );
  await server.kill('SIGKILL');
  expect(await refused(file, '--data', server.data)).toMatch(/holds a journal already\. .*--force/);
  const printed = await florinDone(['restore', file, '--data', server.data, '--force']);
  expect(printed).toContain('3 transactions of the journal that was there');
  const [, aside = ''] = /before is in (.*)$/m.exec(printed) ?? [];
  expect(existsSync(join(aside, 'journal.sqlite'))).toBe(true);
  expect(existsSync(join(aside, 'views.sqlite'))).toBe(true);

  await server.restart();
  expect(await booksAt(server.url)).toEqual(backedUp);
  // R86: who has seen more than this hub has begins with a snapshot.
  await using client = await RawClient.connect(server.url);
  expect(await watch(client, { accounts: '*', since })).toMatchObject({
    recovered: false,
    seq: backedUp.seq,
    accounts: backedUp.accounts.map(({ account }) => expect.objectContaining({ account })),
  });

  // R16, R86: also when the hub has come as far as that again, by another way, and over its restarts.
  const deposits = Array.from({ length: 5 }, () => ({ t: 'deposit', account: 'C', amount: '1' }));
  await doneAll(client, deposits);
  for (const restarts of [0, 1]) {
    if (restarts > 0) await server.restart();
    await using later = await RawClient.connect(server.url, { keepWelcome: true });
    const welcome = await later.next('welcome');
    expect(welcome.seq).toBeGreaterThan(since.seq);
    expect(welcome.epoch).not.toBe(since.epoch);
    expect(await watch(later, { accounts: '*', since })).toMatchObject({ recovered: false });
    const own = { epoch: welcome.epoch, seq: since.seq };
    expect(await watch(later, { accounts: '*', since: own })).toMatchObject({ recovered: true });
  }

  await using old = await ServerProcess.start({ data: aside });
  expect(await booksAt(old.url)).toEqual(newer);
});

describe('a restore that is refused leaves the folder as it is', () => {
  test.each<[string, (file: string) => void, RegExp]>([
    ['is missing', (file) => rmSync(file), /is missing\. Name a file/],
    [
      'is a text',
      (file) => writeFileSync(file, 'A 100\n'.repeat(1_000)),
      /is not a SQLite database .* It is no backup of a journal/,
    ],
    ['is a folder', (file) => [rmSync(file), mkdirSync(file)], /is no file/],
    ['has a flipped bit', (file) => alter(file, sqlFlip), /commit 1 is not what its hash says/],
    ['misses a commit', (file) => alter(file, 'DELETE FROM commits WHERE number = 1'), /commit 1 is missing/],
  ])('where the backup %s', async (_, damage, wrong) => {
    await using folder = await TemporaryFolder.make();
    const { server, file } = await bankWithBackup(folder);
    await using stopped = server;
    await stopped.kill('SIGTERM');
    damage(file);
    const journal = join(server.data, 'journal.sqlite');
    const before = readFileSync(journal);
    const message = await refused(file, '--data', server.data, '--force');
    expect(message).toMatch(wrong);
    expect(message).toContain(file);
    expect(readFileSync(journal)).toEqual(before);
    expect(readdirSync(server.data).filter((name) => name.includes('restore'))).toEqual([]);
  });
});
const sqlFlip = "UPDATE commits SET records = replace(records, 'A', 'B') WHERE number = 1";

test('a restore that was interrupted lets no hub begin a new bank, and can be done again', async () => {
  await using folder = await TemporaryFolder.make();
  const { server, file, backedUp } = await bankWithBackup(folder);
  await using stopped = server;
  await stopped.kill('SIGTERM');
  const journal = join(server.data, 'journal.sqlite');
  for (const suffix of ['', '-wal', '-shm'])
    rmSync(join(server.data, `views.sqlite${suffix}`), { force: true });
  // As it is after the old journal went and before the new one has its name.
  renameSync(journal, `${journal}.restored`);
  {
    await using run = new ServerRun(['--port', '0', '--data', server.data]);
    expect(await run.ended()).toBe(1);
    expect(run.output).toMatch(/a restore was interrupted\. Run florin restore again/);
  }
  await florinDone(['restore', file, '--data', server.data]);
  await stopped.restart();
  expect(await booksAt(stopped.url)).toEqual(backedUp);
});
