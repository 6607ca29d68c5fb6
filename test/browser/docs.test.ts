import { afterAll, describe, expect } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { seriousProblems } from './support/accessibility.ts';
import { test } from './support/browser-test.ts';
import { scrolledSideways } from './support/overflow.ts';

const hub = await ServerProcess.start();
afterAll(() => hub[Symbol.asyncDispose]());

/** Where problem details lead to that speak of this code. */
const address = `${hub.pageUrl}docs#insufficient_funds`;

describe('the readable page', () => {
  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 360],
  ] as const) {
    test(`locks nobody out, ${colorScheme}, ${width} px`, async ({ browser }) => {
      await using watched = await browser.open(address, { colorScheme, viewport: { width, height: 800 } });
      const { page } = watched;
      expect(await page.locator(':target').innerText()).toContain('does not have that much');
      expect(await page.evaluate('document.styleSheets[0].cssRules.length')).toBeGreaterThan(10);
      expect(await seriousProblems(page)).toEqual([]);
    });
  }

  test('has not to be scrolled sideways on a small screen', async ({ browser }) => {
    for (const width of [360, 320]) {
      await using watched = await browser.open(address, { viewport: { width, height: 800 } });
      expect.soft(await scrolledSideways(watched.page), `${width} px`).toEqual([]);
    }
  });
});
