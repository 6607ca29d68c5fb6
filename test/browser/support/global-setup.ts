import type { TestProject } from 'vitest/node';
import { TemporaryFolder } from '../../support/temporary-folder.ts';
import type { ChromiumPlace, NoChromium } from './chromium-place.ts';
import { findChromium } from './find-chromium.ts';
import { launch } from './launch.ts';

/**
 * Runs once before the first of the browser tests: finds a Chromium that starts here, and tells the tests where
 * it is. Only a start shows that: the name may be a stub, and libraries may be missing.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await TemporaryFolder.make();
  const cleanUp = (): Promise<void> => folder[Symbol.asyncDispose]();
  try {
    const chromium = await firstThatStarts(folder.path);
    if ('missing' in chromium) console.error(`\n!!! ${chromium.missing}\n`);
    project.provide('chromium', chromium);
  } catch (error) {
    await cleanUp();
    throw error;
  }
  return cleanUp;
}

async function firstThatStarts(folder: string): Promise<ChromiumPlace | NoChromium> {
  const failures: string[] = [];
  for (const candidate of await findChromium(folder)) {
    try {
      const { executablePath, env } = await candidate.locate();
      // Its temporary files, some of which it leaves behind, go with the folder.
      const place = { executablePath, env: { ...env, TMPDIR: folder } };
      const browser = await launch(place);
      await browser.newPage();
      await browser.close();
      return place;
    } catch (error) {
      failures.push(`${candidate.name}: ${gist(error)}`);
    }
  }
  return {
    missing:
      'No Chromium starts here, so NO BROWSER TEST CAN RUN. Install one (apt-get install chromium), ' +
      `or name one (CHROMIUM_PATH=/path/to/chromium). Tried ${failures.join('; ')}`,
  };
}

/** The one line of a failed start that says why: what the process itself wrote, where it came to that. */
function gist(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /^(?:.*\[err\] |\[?\w*Error: )(.*)/m.exec(text)?.[1] ?? text.split('\n', 1)[0] ?? text;
}
