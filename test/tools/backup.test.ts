import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { JournalScan } from '../../server/tools/journal-scan.ts';
import { doneAll } from '../support/errands.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';
import { alter } from './data-place.ts';
import { florin, florinDone } from './run-tool.ts';

const deposits = Array.from({ length: 400 }, () => ({ t: 'deposit', account: 'A', amount: '1' }));

/** Where a journal ends, and the hashes of its commits; all of them are checked. */
function hashesOf(file: string): { epoch: string; seq: number; hashes: string[] } {
  using scan = new JournalScan(file);
  const hashes = [...scan.commits(0, scan.head.number)].map(({ hash }) => hash);
  return { epoch: scan.meta.epoch, seq: scan.head.seq, hashes };
}

test('a backup beside a hub that is busy, whose books are right, has all that was acknowledged before, and is one file for its owner', async () => {
  await using folder = await TemporaryFolder.make();
  await using server = await ServerProcess.start();
  await using client = await RawClient.connect(server.url);
  const [{ seq: last } = { seq: 0 }] = (await doneAll(client, deposits)).slice(-1);
  let isOver = false;
  const busy = (async () => {
    let sent = 0;
    for (; !isOver; sent += deposits.length) await doneAll(client, deposits);
    return sent;
  })();
  const file = folder.file('backup.sqlite');
  const printed = await florinDone(['backup', file, '--data', server.data]);
  expect(await florinDone(['verify', '--data', server.data])).toMatch(/ALL RIGHT: .* the views agree/);
  isOver = true;
  expect(await busy).toBeGreaterThan(0);

  const backup = hashesOf(file);
  const journal = hashesOf(join(server.data, 'journal.sqlite'));
  expect(backup.seq).toBeGreaterThanOrEqual(last);
  expect(backup.epoch).toBe(journal.epoch);
  expect(backup.hashes).toEqual(journal.hashes.slice(0, backup.hashes.length));
  expect(readdirSync(folder.path)).toEqual(['backup.sqlite']);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(printed).toContain(`up to seq ${backup.seq.toLocaleString('en-US')}, checked: ${file}`);
  expect(printed).toContain(backup.hashes.at(-1));
  expect(printed).toContain(`bytes    ${statSync(file).size.toLocaleString('en-US')}`);
});

describe('a backup that cannot be made says why, and leaves nothing', () => {
  test('of a folder without a journal, of one that is damaged, or to where it may not be', async () => {
    await using folder = await TemporaryFolder.make();
    await using server = await ServerProcess.start();
    await server.kill('SIGTERM');
    const { data } = server;
    const file = folder.file('backup.sqlite');
    const refused = async (target: string, from: string): Promise<string> => {
      const { code, stdout, stderr } = await florin(['backup', target, '--data', from]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).not.toContain('    at ');
      return stderr;
    };
    expect(await refused(file, folder.path)).toMatch(/journal\.sqlite: is missing\. Name/);
    expect(await refused(join(data, 'backup.sqlite'), data)).toMatch(/in the data folder itself/);
    expect(await refused(folder.file('no/backup.sqlite'), data)).toMatch(/is not there\. Make that folder/);
    mkdirSync(folder.file('taken'));
    expect(await refused(folder.file('taken'), data)).toMatch(/is a folder/);
    writeFileSync(file, 'mine');
    expect(await refused(file, data)).toMatch(/is there already\. .*--force/);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    alter(join(data, 'journal.sqlite'), "UPDATE commits SET records = replace(records, 'A', 'B')");
    expect(await refused(folder.file('other.sqlite'), data)).toMatch(/commit 1 is not what its hash says/);
    expect(readdirSync(folder.path).sort()).toEqual(['backup.sqlite', 'taken']);
  });

  test('a file that is there is replaced with --force', async () => {
    await using folder = await TemporaryFolder.make();
    await using server = await ServerProcess.start();
    await server.kill('SIGTERM');
    const file = folder.file('backup.sqlite');
    writeFileSync(file, 'mine');
    await florinDone(['backup', file, '--force', '--data', server.data]);
    expect(hashesOf(file)).toEqual(hashesOf(join(server.data, 'journal.sqlite')));
  });
});
