import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { expect, test } from 'vitest';
import { TemporaryFolder } from '../support/temporary-folder.ts';
import { type Candidate, findChromium } from './support/find-chromium.ts';

async function put(file: string, mode: number): Promise<void> {
  await writeFile(file, '#!/bin/sh\n');
  await chmod(file, mode);
}

function names(candidates: readonly Candidate[]): string[] {
  return candidates.map(({ name }) => name);
}

test('CHROMIUM_PATH is the only one tried, and has to be executable', async () => {
  await using folder = await TemporaryFolder.make();
  await put(folder.file('mine'), 0o755);
  await put(folder.file('chromium'), 0o755);
  const named = (file: string): Promise<Candidate[]> =>
    findChromium(folder.path, { CHROMIUM_PATH: file, PATH: folder.path });
  const [mine, ...others] = await named(folder.file('mine'));
  expect(others).toEqual([]);
  expect(await mine?.locate()).toEqual({ executablePath: folder.file('mine'), env: {} });
  await put(folder.file('text'), 0o644);
  for (const file of [folder.file('text'), folder.file('nothing'), folder.path]) {
    const [wrong] = await named(file);
    expect(wrong?.name).toBe(`CHROMIUM_PATH=${file}`);
    await expect(wrong?.locate()).rejects.toThrow('not an executable file');
  }
});

test('those on the PATH come before the one of the registry', async () => {
  await using folder = await TemporaryFolder.make();
  await mkdir(folder.file('first'));
  await mkdir(folder.file('second'));
  await put(folder.file('first/google-chrome'), 0o755);
  await put(folder.file('first/chrome'), 0o644);
  await put(folder.file('second/chromium'), 0o755);
  const PATH = [folder.file('first'), '', folder.file('none'), folder.file('second')].join(delimiter);
  expect(names(await findChromium(folder.path, { PATH }))).toEqual([
    folder.file('second/chromium'),
    folder.file('first/google-chrome'),
    '@sparticuz/chromium',
  ]);
});
