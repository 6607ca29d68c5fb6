import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { historyLinesMax, InputHistory } from '../../client/terminal/input-history.ts';

class Folder implements AsyncDisposable {
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }
  static async make(): Promise<Folder> {
    return new Folder(await mkdtemp(join(tmpdir(), 'florin-history-')));
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

it('lines are kept from prompt to prompt, newest first, for their owner alone', async () => {
  await using folder = await Folder.make();
  const file = join(folder.path, 'history');
  const one = new InputHistory(file);
  const other = new InputHistory(file);
  one.append('A D 1');
  other.append('A D 2');
  one.append('   ');
  one.append('A D 1');
  expect(new InputHistory(file).load()).toEqual(['A D 1', 'A D 2']);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it('a file that has grown too long is cut to the newest lines', async () => {
  await using folder = await Folder.make();
  const file = join(folder.path, 'history');
  const history = new InputHistory(file);
  for (let line = 1; line <= 2 * historyLinesMax + 1; line += 1) history.append(`A D ${line}`);
  expect(history.load()).toHaveLength(historyLinesMax);
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(historyLinesMax);
  expect(lines.at(-1)).toBe(`A D ${2 * historyLinesMax + 1}`);
});

it('a file that cannot be written is no error', () => {
  const history = new InputHistory('/proc/no/such/folder/history');
  history.append('A D 1');
  expect(history.load()).toEqual([]);
});
