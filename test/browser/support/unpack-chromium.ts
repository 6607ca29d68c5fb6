import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ChromiumPlace } from './chromium-place.ts';

const unpacker = fileURLToPath(new URL('unpacker.js', import.meta.url));

/**
 * Unpacks the Chromium of the npm registry (200 MB, two seconds) with the libraries and fonts that a bare
 * machine lacks. `folder` has to be nobody else's: the package takes a file that exists for one that is whole.
 */
export async function unpackChromium(folder: string): Promise<ChromiumPlace> {
  const env = {
    ...process.env,
    // The package knows no other way to be told where to unpack, and that the libraries are wanted as well.
    TMPDIR: folder,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x',
  };
  const { stdout: executablePath } = await promisify(execFile)(process.execPath, [unpacker], { env });
  const fonts = join(folder, 'fonts.conf');
  // The package's own settings look for its fonts in /tmp and nowhere else.
  await writeFile(
    fonts,
    `<fontconfig><dir>${join(folder, 'fonts')}</dir><cachedir>${join(folder, 'fonts-cache')}</cachedir></fontconfig>\n`,
  );
  const libraries = [join(folder, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH ?? ''];
  return {
    executablePath,
    env: { LD_LIBRARY_PATH: libraries.filter((path) => path !== '').join(':'), FONTCONFIG_FILE: fonts },
  };
}
