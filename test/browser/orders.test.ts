import { expect } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { test } from './support/browser-test.ts';
import { openForm, showsBalance } from './support/screens.ts';
import { SentRequests } from './support/sent-requests.ts';

test('what an older page kept is told of, but neither asked nor sent: as whom it was sent is not known', async ({
  browser,
}) => {
  await using hub = await ServerProcess.start();
  await using watched = await browser.open(hub.pageUrl);
  const { page } = watched;
  await showsBalance(page, 'A', '1,000.00');
  await page.evaluate(() => {
    const command = { t: 'deposit', id: 0, key: 'kept-before', account: 'A', amount: '5' };
    const kept = [{ command, epoch: 'e' }, { command: { ...command, t: 'pay' } }, null, 'x'];
    sessionStorage.setItem('florin.orders', JSON.stringify(kept));
  });
  const sent = await SentRequests.of(page);
  await showsBalance(page, 'A', '1,000.00');
  const form = await openForm(page, 'd');
  await form.getByText(/as whom it was sent is not known\. Its key is kept-before\./).waitFor();
  expect(await form.locator('.outcome').count()).toBe(1);
  expect(await form.getByRole('button', { name: 'Send it under the same key' }).count()).toBe(0);
  expect((await sent.take()).filter(({ t }) => t === 'outcome' || t === 'deposit')).toEqual([]);
  await page.evaluate(() => sessionStorage.setItem('florin.orders', '{"no":'));
  await page.reload();
  await showsBalance(page, 'A', '1,000.00');
});
