import { expect } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { florin } from '../terminal/florin-process.ts';
import { test } from './support/browser-test.ts';

const memo = '<img src=x onerror="document.title=1">{{7*7}}&lt;b&gt;';

test('a memo of markup is text wherever it is shown', async ({ browser }) => {
  await using hub = await ServerProcess.start();
  await using stream = await browser.open(`${hub.pageUrl}#/stream`);
  await stream.page.getByText('Waiting for a transaction').waitFor();
  await florin(hub, ['transfer', 'A', 'B', '5', memo]);
  await stream.page.locator('q.memo', { hasText: memo }).waitFor();
  expect(await stream.page.locator('main img').count()).toBe(0);

  await using account = await browser.open(`${hub.pageUrl}#/account/A`);
  await account.page.locator('td.mid q.memo', { hasText: memo }).waitFor();
  expect(await account.page.locator('main img').count()).toBe(0);
});

test.for([
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  'javascript:alert(1)',
  '%00%ff',
  '%',
  '../A',
])('an address of %s leads to a page that says so', async (account, { browser }) => {
  await using hub = await ServerProcess.start();
  await using watched = await browser.open(`${hub.pageUrl}#/account/${account}`);
  await watched.page.getByRole('heading', { name: /No such account|The hub does not answer/ }).waitFor();
  expect(await watched.page.locator('main img, main script').count()).toBe(0);
});

test('markup cannot be made of text, whatever the page might do', async ({ browser }) => {
  await using hub = await ServerProcess.start();
  await using watched = await browser.open(hub.pageUrl, { allowed: [/TrustedHTML/, /trusted-types/] });
  const thrown = await watched.page.evaluate(() => {
    try {
      document.body.innerHTML = '<b>bold</b>';
    } catch (error) {
      return String(error);
    }
    return 'it was done';
  });
  expect(thrown).toContain('TrustedHTML');
});
