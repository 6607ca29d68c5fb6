import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { DataError } from '../../server/data-error.ts';
import { openDataFolder } from '../../server/data-folder.ts';
import { openSqliteJournal } from '../../server/journal/sqlite-journal.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';

async function refusal(path: string): Promise<string> {
  const opening = openDataFolder(path);
  await expect(opening).rejects.toBeInstanceOf(DataError);
  return opening.then(
    () => '',
    (error: Error) => error.message,
  );
}

test('a folder that is not there is made, for its owner alone', async () => {
  await using temporary = await TemporaryFolder.make();
  const path = temporary.file('a/b/data');
  await using folder = await openDataFolder(path);
  expect(folder).toMatchObject({
    path,
    journalFile: `${path}/journal.sqlite`,
    viewsFile: `${path}/views.sqlite`,
    isNew: true,
  });
  expect(statSync(path).mode & 0o777).toBe(0o700);
});

test.runIf(existsSync('/proc/self'))('a folder where nobody can make one is refused', async () => {
  expect(await refusal('/proc/florin/data')).toMatch(/^\/proc\/florin\/data: cannot be written \(ENOENT/);
});

test('a folder below a file is refused', async () => {
  await using temporary = await TemporaryFolder.make();
  writeFileSync(temporary.file('taken'), '');
  expect(await refusal(temporary.file('taken/data'))).toMatch(/taken\/data: cannot be written \(ENOTDIR/);
  expect(await refusal(temporary.file('taken'))).toMatch(/taken: cannot be written \(EEXIST/);
});

test('a folder with a journal is not new', async () => {
  await using temporary = await TemporaryFolder.make();
  {
    await using folder = await openDataFolder(temporary.path);
    expect(folder.isNew).toBe(true);
    openSqliteJournal(folder.journalFile).close();
  }
  await using folder = await openDataFolder(temporary.path);
  expect(folder.isNew).toBe(false);
});

test('files of others in the folder do not matter', async () => {
  await using temporary = await TemporaryFolder.make();
  writeFileSync(temporary.file('README.md'), 'mine');
  mkdirSync(temporary.file('lost+found'));
  await using folder = await openDataFolder(temporary.path);
  expect(folder.isNew).toBe(true);
});

test('a folder that has views and no journal has lost it, and is refused', async () => {
  await using temporary = await TemporaryFolder.make();
  writeFileSync(temporary.file('views.sqlite'), '');
  expect(await refusal(temporary.path)).toMatch(
    /journal\.sqlite: is missing, though .*views\.sqlite is there\. /,
  );
});

describe('one hub at a time holds a folder', () => {
  test('a second one is refused and told of the first', async () => {
    await using temporary = await TemporaryFolder.make();
    await using folder = await openDataFolder(temporary.path);
    expect(await refusal(temporary.path)).toContain(`is held by another hub, process ${process.pid}. `);
    await folder.claim('ws://127.0.0.1:7400/ws');
    expect(await refusal(temporary.path)).toContain(
      `is held by another hub, process ${process.pid} at ws://127.0.0.1:7400/ws. `,
    );
    expect(JSON.parse(readFileSync(temporary.file('hub.json'), 'utf8'))).toEqual({
      pid: process.pid,
      url: 'ws://127.0.0.1:7400/ws',
      startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  test('a second one is refused where nobody can tell who the first is', async () => {
    await using temporary = await TemporaryFolder.make();
    await using _folder = await openDataFolder(temporary.path);
    writeFileSync(temporary.file('hub.json'), 'half a fi');
    expect(await refusal(temporary.path)).toContain('is held by another hub. ');
  });

  test('a hub that stops leaves the folder to the next', async () => {
    await using temporary = await TemporaryFolder.make();
    for (let hub = 1; hub <= 2; hub += 1) {
      await using folder = await openDataFolder(temporary.path);
      await folder.claim('ws://127.0.0.1:7400/ws');
    }
    expect(readdirSync(temporary.path)).not.toContain('hub.json');
  });

  test('a hub that is killed leaves the folder to the next', async () => {
    await using temporary = await TemporaryFolder.make();
    const holder = spawn(
      process.execPath,
      [fileURLToPath(new URL('./folder-holder.js', import.meta.url)), temporary.path],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    await once(holder.stdout, 'data');
    expect(await refusal(temporary.path)).toContain(
      `process ${holder.pid} at ws://127.0.0.1:7400/ws. Stop that hub, or name another folder`,
    );
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await using folder = await openDataFolder(temporary.path);
    expect(folder.isNew).toBe(true);
  });
});

describe('a folder that cannot be used is refused', () => {
  test('one that is a file', async () => {
    await using temporary = await TemporaryFolder.make();
    writeFileSync(temporary.file('data'), '');
    expect(await refusal(temporary.file('data'))).toMatch(/data: cannot be written .* Name a folder/);
    expect(await refusal(temporary.file('data/inside'))).toMatch(
      /inside: cannot be written .* Name a folder/,
    );
  });

  test('one whose lock is something else', async () => {
    await using temporary = await TemporaryFolder.make();
    writeFileSync(temporary.file('hub.lock'), 'x'.repeat(5_000));
    expect(await refusal(temporary.path)).toMatch(/hub\.lock: is not the lock of a hub\. Delete it\./);
  });

  test.skipIf(process.getuid?.() === 0)('one that may not be written', async () => {
    await using temporary = await TemporaryFolder.make();
    mkdirSync(temporary.file('data'), { mode: 0o500 });
    expect(await refusal(temporary.file('data'))).toMatch(/cannot be opened/);
  });
});
