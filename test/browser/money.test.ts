import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { connect } from '../../client/sdk/index.ts';
import { ServerProcess } from '../support/server-process.ts';
import { test } from './support/browser-test.ts';

/** The numbers of the list of accounts that are broken into several lines. */
function brokenNumbers(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const broken: string[] = [];
    for (const cell of document.querySelectorAll('.row:not(.head) .money')) {
      const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
      for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
        const range = document.createRange();
        range.selectNodeContents(text);
        const tops = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
        if (/\d/.test(text.textContent ?? '') && tops.size > 1) broken.push(text.textContent ?? '');
      }
    }
    return broken;
  });
}

test('money of 19 digits is in one piece in the list of accounts', async ({ browser }) => {
  await using hub = await ServerProcess.start();
  await using sdk = connect(hub.url);
  await sdk.createLedger({ ledger: 'bank', asset: 'EUR', scale: 2 });
  await sdk.open({ account: 'rich', ledger: 'bank' });
  await sdk.open({ account: 'rich-too', ledger: 'bank' });
  await sdk.deposit({ account: 'rich', amount: '10000000000000000.01' });
  await sdk.deposit({ account: 'rich-too', amount: '1000000024.29' });
  await using watched = await browser.open(`${hub.pageUrl}#/accounts`);
  const { page } = watched;
  const balance = page.locator('.row', { hasText: 'rich' }).first().locator('.money').first();
  await expect.poll(() => balance.textContent()).toContain('10,000,000,000,000,000.01');
  for (const width of [1_920, 1_200, 1_101]) {
    await page.setViewportSize({ width, height: 800 });
    expect([width, await brokenNumbers(page)]).toEqual([width, []]);
  }
});

test('the stream tells the asset of amounts once there is more than one', async ({ browser }) => {
  await using hub = await ServerProcess.start();
  await using sdk = connect(hub.url);
  await using watched = await browser.open(`${hub.pageUrl}#/stream`);
  const { page } = watched;
  await page.getByText('Waiting for a transaction').waitFor();
  await sdk.deposit({ account: 'A', amount: '5' });
  const amounts = page.locator('.stream tbody td.money:nth-child(5)');
  await expect.poll(() => amounts.allTextContents()).toEqual(['5.00']);
  await sdk.createLedger({ ledger: 'shop', asset: 'EUR', scale: 2 });
  await sdk.open({ account: 'till', ledger: 'shop' });
  await sdk.deposit({ account: 'till', amount: '7' });
  await amounts.filter({ hasText: 'EUR' }).waitFor();
  expect(await amounts.allTextContents()).toEqual(['7.00 EUR', '', '5.00 CNY']);
});
