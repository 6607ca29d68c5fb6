import { test as base, inject } from 'vitest';
import { TestBrowser } from './browser.ts';

const chromium = inject('chromium');

/** Whoever names a Chromium wants its tests, and in CI nobody would notice that they were skipped. */
const mustRun = process.env.CI === 'true' || (process.env.CHROMIUM_PATH ?? '') !== '';

interface BrowserFixtures {
  /** The Chromium of this test file. */
  readonly browser: TestBrowser;
}

const browserTest = base.extend<BrowserFixtures>({
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern which fixtures are wanted
    async ({}, use) => {
      if ('missing' in chromium) throw new Error(chromium.missing);
      await using browser = await TestBrowser.start(chromium);
      await use(browser);
    },
    { scope: 'file' },
  ],
});

/** A test that needs a browser. Where none starts it is skipped, or fails if it must run. */
export const test: ReturnType<typeof browserTest.skipIf> = browserTest.skipIf(
  'missing' in chromium && !mustRun,
);
