import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { connect } from '../../client/sdk/index.ts';
import { ServerProcess } from '../support/server-process.ts';
import { test } from './support/browser-test.ts';
import { became, fill, forget, keyOf, openForm, send, showsBalance, standing } from './support/screens.ts';
import { SentRequests } from './support/sent-requests.ts';
import { Wire } from './support/wire.ts';

/** Sends a deposit that does not arrive, and loads the page anew; gives its key. */
async function loseDeposit(page: Page, wire: Wire, amount: string): Promise<string> {
  wire.isClogged = true;
  const form = await openForm(page, 'd');
  await fill(form, { Into: 'A', Amount: amount });
  const key = await keyOf(form);
  await send(form);
  await form.getByText('Pending', { exact: true }).waitFor();
  wire.isClogged = false;
  await page.reload();
  await showsBalance(page, 'A', '1,000.00');
  return key;
}

test('a copy that was not sent tells nothing of the one before', async ({ browser }) => {
  await using hub = await ServerProcess.start();
  await using watched = await browser.open(hub.pageUrl, { allowed: [/WebSocket/] });
  const { page } = watched;
  const wire = await Wire.of(page);
  await showsBalance(page, 'A', '1,000.00');
  wire.isMute = true;
  const form = await openForm(page, 'd');
  await fill(form, { Into: 'A', Amount: '5' });
  await send(form);
  await form.getByRole('button', { name: 'Stop waiting' }).click();
  await became(form, 'Outcome unknown', /^It was sent, but not answered: /);
  await wire.cut();
  await standing(page)
    .getByText(/stale since/)
    .waitFor();
  await form.getByRole('button', { name: 'Send it under the same key' }).click();
  await form.getByRole('button', { name: 'Stop waiting' }).click();
  await became(form, 'Outcome unknown', /^It was sent, but not answered; nor was it sent again: /);
  // It is not forgotten either.
  wire.isMute = false;
  wire.mend();
  await page.reload();
  await showsBalance(page, 'A', '1,005.00');
  await openForm(page, 'd');
  await form.getByText('Deposited 5.00 into A: balance 1005.00').waitFor();
});

test('what the hub has not decided so far may still arrive: it keeps its key, and is done once', async ({
  browser,
}) => {
  await using hub = await ServerProcess.start();
  await using watched = await browser.open(hub.pageUrl);
  const { page } = watched;
  const wire = await Wire.of(page);
  await showsBalance(page, 'A', '1,000.00');
  const key = await loseDeposit(page, wire, '5');
  const form = page.getByRole('dialog');
  // However often it is asked, it stays undecided, and kept.
  for (const _ of [1, 2]) {
    await page.reload();
    await showsBalance(page, 'A', '1,000.00');
    await page.getByText('1 unknown').click();
    await form.getByText(`Nothing was decided under ${key} so far`).waitFor();
  }
  // What was held up arrives.
  await using late = connect(hub.url);
  await late.deposit({ account: 'A', amount: '5', key });
  await form.getByRole('button', { name: 'Send it under the same key' }).click();
  await form.getByText('Deposited 5.00 into A: balance 1005.00').waitFor();
  await showsBalance(page, 'A', '1,005.00');
});

test('what may still be done is forgotten in two steps, and one at a time', async ({ browser }) => {
  await using hub = await ServerProcess.start();
  await using watched = await browser.open(hub.pageUrl);
  const { page } = watched;
  const wire = await Wire.of(page);
  await showsBalance(page, 'A', '1,000.00');
  for (const amount of ['5', '6']) await loseDeposit(page, wire, amount);
  await page.getByText('2 unknown').click();
  const form = page.getByRole('dialog');
  const [first, second] = ['6', '5'].map((amount) =>
    form.locator('.outcome').filter({ hasText: `Deposit ${amount} into A` }),
  );
  if (first === undefined || second === undefined) throw new Error('two were asked for');
  await first.getByText(/so far/).waitFor();
  await second.getByText(/so far/).waitFor();
  await forget(first);
  await first.waitFor({ state: 'hidden' });
  expect(await second.getByRole('button', { name: 'Forget it' }).isVisible()).toBe(false);
  await forget(second);
  await second.waitFor({ state: 'hidden' });
  await page.reload();
  await showsBalance(page, 'A', '1,000.00');
  expect(await page.getByText(/unknown$/).count()).toBe(0);
});

test('what is undecided is kept and told of, however much is decided after it', async ({ browser }) => {
  await using hub = await ServerProcess.start();
  await using watched = await browser.open(hub.pageUrl);
  const { page } = watched;
  const wire = await Wire.of(page);
  await showsBalance(page, 'A', '1,000.00');
  const key = await loseDeposit(page, wire, '5');
  const form = await openForm(page, 'd');
  const line = form.getByLabel('Or type it');
  for (let deposit = 1; deposit <= 25; deposit += 1) {
    await line.fill('B D 1');
    await line.press('Enter');
    await became(form, 'Committed', `balance ${500 + deposit}.00`);
  }
  await form.getByText(`Nothing was decided under ${key} so far`).waitFor();
  await page.reload();
  await page.getByText('1 unknown').click();
  await form.getByText(`Nothing was decided under ${key} so far`).waitFor();
});

test('where too much is undecided nothing more is asked for until one is settled or forgotten', async ({
  browser,
}) => {
  await using hub = await ServerProcess.start();
  await using watched = await browser.open(hub.pageUrl);
  const { page } = watched;
  const wire = await Wire.of(page);
  await showsBalance(page, 'A', '1,000.00');
  await loseDeposit(page, wire, '5');
  await page.getByText('1 unknown').waitFor();
  // Nineteen more like it.
  await page.evaluate(() => {
    const [one] = JSON.parse(sessionStorage.getItem('florin.orders') ?? '[]');
    const more = Array.from({ length: 19 }, (_, index) => ({
      ...one,
      command: { ...one.command, key: `another-${index}` },
    }));
    sessionStorage.setItem('florin.orders', JSON.stringify([one, ...more]));
  });
  const sent = await SentRequests.of(page);
  await page.getByText('20 unknown').click();
  const form = page.getByRole('dialog');
  await form.getByText(/^Of 20 commands of this tab nobody knows what became/).waitFor();
  expect(await form.locator('.outcome').count()).toBe(20);
  await form.getByText('Deposit', { exact: true }).first().click();
  await fill(form, { Into: 'A', Amount: '1' });
  await page.keyboard.press('Enter');
  await fill(form, { 'Or type it': 'A D 1' });
  await page.keyboard.press('Enter');
  expect((await sent.take()).filter(({ t }) => t === 'deposit')).toEqual([]);
  await forget(form.locator('.outcome').first());
  await form.getByText(/^Of 20 commands/).waitFor({ state: 'hidden' });
  await send(form);
  await became(form, 'Committed', /balance 1001\.00/);
});

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
