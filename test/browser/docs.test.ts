import { afterAll, expect } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { seriousProblems } from './support/accessibility.ts';
import { test } from './support/browser-test.ts';
import { scrolledSideways } from './support/overflow.ts';

const hub = await ServerProcess.start();
afterAll(() => hub[Symbol.asyncDispose]());

test('the readable page locks nobody out, in either scheme, however narrow', async ({ browser }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 360, 320]) {
      await using watched = await browser.open(`${hub.pageUrl}docs#insufficient_funds`, {
        colorScheme,
        viewport: { width, height: 800 },
      });
      const { page } = watched;
      const look = `${colorScheme}, ${width} px`;
      await page.locator('#insufficient_funds').waitFor();
      expect
        .soft(await page.locator('#insufficient_funds').innerText(), look)
        .toContain('does not have that much');
      expect.soft(await page.evaluate('document.styleSheets[0].cssRules.length'), look).toBeGreaterThan(10);
      expect.soft(await seriousProblems(page), look).toEqual([]);
      expect.soft(await scrolledSideways(page), look).toEqual([]);
    }
  }
});
