import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { ChromiumPlace } from './chromium-place.ts';
import { unpackChromium } from './unpack-chromium.ts';

/** A Chromium that may be there and may start: nobody knows before it has. */
export interface Candidate {
  /** Where it comes from, for a person. */
  readonly name: string;
  locate(): Promise<ChromiumPlace>;
}

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/**
 * Every Chromium worth a try, the best first: the one that `CHROMIUM_PATH` names and then no other, those on
 * the PATH, the one from the npm registry, which is unpacked into `folder` when it is asked for.
 */
export async function findChromium(
  folder: string,
  { CHROMIUM_PATH: named = '', PATH: searched = '' }: NodeJS.ProcessEnv = process.env,
): Promise<Candidate[]> {
  if (named !== '') return [{ name: `CHROMIUM_PATH=${named}`, locate: () => executable(named) }];
  const candidates: Candidate[] = [];
  for (const command of commands) {
    for (const place of searched.split(delimiter)) {
      const file = join(place, command);
      if (place !== '' && (await isExecutable(file)))
        candidates.push({ name: file, locate: () => executable(file) });
    }
  }
  return [...candidates, { name: '@sparticuz/chromium', locate: () => unpackChromium(folder) }];
}

async function executable(file: string): Promise<ChromiumPlace> {
  if (!(await isExecutable(file))) throw new Error('not an executable file');
  return { executablePath: file, env: {} };
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
