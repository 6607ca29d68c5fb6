import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { version } from '../../server/version.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** How a program ends that is run as a file, as a shell would. */
function run(file: string): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(file, ['--version'], (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

test.each(['client/florin.mjs', 'server/florin-server.mjs'])(
  '%s starts its program, and before the first build says what to do',
  async (launcher) => {
    expect(await run(root + launcher)).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    await using folder = await TemporaryFolder.make();
    const copy = folder.file(launcher);
    mkdirSync(dirname(copy));
    copyFileSync(root + launcher, copy);
    expect(await run(copy)).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('not built yet. In its folder run: npm run build'),
    });
  },
);
