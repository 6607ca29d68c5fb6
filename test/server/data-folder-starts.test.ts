import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { done } from '../support/errands.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { ServerRun, type ServerRunOptions } from '../support/server-run.ts';

/** A user without rights, for tests that run as root: root may write anywhere. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

const scratch = await mkdtemp(join(tmpdir(), 'florin-folder-'));
await chmod(scratch, 0o755);
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** What a start says that is to fail with exit code 1. */
async function refusal(data: string, options: ServerRunOptions = {}): Promise<string> {
  await using server = new ServerRun(['--port', '0', '--data', data], options);
  expect(await server.ended()).toBe(1);
  expect(server.output).toContain(resolve(data));
  expect(server.output).not.toContain('    at ');
  return server.output;
}

describe('a data folder', () => {
  test('that is a file, or below one, is refused with its name and the cure', async () => {
    const file = join(scratch, 'file');
    await writeFile(file, 'mine');
    for (const data of [file, join(file, 'data')]) {
      expect(await refusal(data)).toMatch(/cannot be written .*--data/);
    }
    expect(await readFile(file, 'utf8')).toBe('mine');
  });

  test('that may not be written, or not be made, is refused with its name and the cure', async () => {
    const locked = join(scratch, 'locked');
    await mkdir(locked, { mode: 0o555 });
    const options = isRoot ? { uid: nobody } : {};
    expect(await refusal(locked, options)).toMatch(/Let the user that runs the hub/);
    expect(await refusal(join(locked, 'data'), options)).toMatch(/--data/);
  });

  test('that another hub holds is refused, naming that hub, which goes on', async () => {
    await using first = await ServerProcess.start();
    await using client = await RawClient.connect(first.url);
    const output = await refusal(first.data);
    expect(output).toContain(`process ${first.pid} at ${first.url}`);
    expect(output).toContain('--data');
    await done(client, { t: 'deposit', account: 'A', amount: '1' });
    // Another way to write the same folder is the same folder.
    expect(await refusal(`${first.data}/../${first.data.split('/').at(-1)}/.`)).toContain(first.url);
  });

  test('whose hub was killed is free, whatever that has left behind', async () => {
    const data = join(scratch, 'killed');
    await using first = await ServerProcess.start({ data });
    await first.kill('SIGKILL');
    expect(JSON.parse(await readFile(join(data, 'hub.json'), 'utf8'))).toMatchObject({ url: first.url });
    await using second = await ServerProcess.start({ data });
    expect(second.output).toContain('seq 8');
  });

  test('with files of others is used beside them', async () => {
    const data = join(scratch, 'shared');
    await mkdir(data);
    await writeFile(join(data, 'notes.txt'), 'mine');
    await using server = await ServerProcess.start({ data });
    expect(server.output).toContain('3 accounts');
    expect(await readFile(join(data, 'notes.txt'), 'utf8')).toBe('mine');
  });
});
