import { expect } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { test } from './support/browser-test.ts';

test('the page of a hub finds its hub', async ({ browser }) => {
  await using hub = await ServerProcess.start();
  await using watched = await browser.open(hub.pageUrl);
  const { page } = watched;
  await page.getByText('live').first().waitFor();
  expect(await page.title()).toContain('florin');
});
