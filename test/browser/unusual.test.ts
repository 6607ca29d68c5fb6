import { expect } from 'vitest';
import { connect, type Hub } from '../../client/sdk/index.ts';
import { patience } from '../support/patience.ts';
import { ServerProcess } from '../support/server-process.ts';
import { test } from './support/browser-test.ts';

/** Twenty-four small transfers between A and B. */
async function moveALittle(sdk: Hub): Promise<void> {
  for (let nth = 0; nth < 24; nth += 1) {
    const [from, to] = nth % 2 === 0 ? ['A', 'B'] : ['B', 'A'];
    await sdk.transfer({ from, to, amount: String(1 + (nth % 5)) });
  }
}

test('an account marks what stands out from its own past, and says what that means', async ({ browser }) => {
  await using hub = await ServerProcess.start();
  await using sdk = connect(hub.url);
  await moveALittle(sdk);
  await using watched = await browser.open(`${hub.pageUrl}#/account/A`);
  const { page } = watched;
  await page.getByText('That is all.').waitFor();
  expect(await page.locator('.flag').count()).toBe(0);
  await sdk.transfer({ from: 'A', to: 'C', amount: '400', memo: 'new car' });
  const row = page.locator('tr.entry').filter({ has: page.locator('.flag') });
  await expect.poll(() => row.count(), patience).toBe(1);
  expect(await row.textContent()).toContain('new car');
  expect(await row.locator('.flag').getAttribute('title')).toMatch(/^Unusual for A: /);
  await page.locator('.legend').getByText('far above what the account has moved before').waitFor();
  // To undo it is no habit, nor is it unusual.
  await sdk.transfer({ from: 'A', to: 'B', amount: '2' });
  await expect.poll(() => page.locator('tr.entry').first().textContent(), patience).toContain('2.00');
  expect(await row.count()).toBe(1);
});

test('the stream marks what is unusual for an account by what it moved before the stream was opened', async ({
  browser,
}) => {
  await using hub = await ServerProcess.start();
  await using sdk = connect(hub.url);
  await moveALittle(sdk);
  await using watched = await browser.open(`${hub.pageUrl}#/stream`);
  const { page } = watched;
  await page.getByText('Waiting for a transaction').waitFor();
  const { seq: usual } = await sdk.transfer({ from: 'A', to: 'B', amount: '3' });
  const { seq: unusual } = await sdk.transfer({ from: 'A', to: 'C', amount: '400' });
  const flagged = page.locator('.stream tbody tr').filter({ has: page.locator('.flag') });
  await expect
    .poll(() => flagged.locator('td:first-child').allTextContents(), patience)
    .toEqual([String(unusual)]);
  expect(await flagged.locator('.flag').getAttribute('title')).toMatch(/^Unusual for A: /);
  expect(await page.locator('.stream tbody').textContent()).toContain(String(usual));
});
