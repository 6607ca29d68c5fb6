import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { connect } from '../../client/sdk/index.ts';
import { ServerProcess } from '../support/server-process.ts';
import { test } from './support/browser-test.ts';
import { became, chooseOther, fill, openForm, send } from './support/screens.ts';
import { Wire } from './support/wire.ts';

async function open(page: Page, kind: string): Promise<Locator> {
  const form = await openForm(page, 't');
  await chooseOther(form, kind);
  return form;
}

describe('what the form asks for less often', () => {
  test('reserves money, for a time or until it is settled', async ({ browser }) => {
    await using hub = await ServerProcess.start();
    await using sdk = connect(hub.url);
    await using watched = await browser.open(hub.pageUrl);
    const form = await open(watched.page, 'Hold');
    await fill(form, { From: 'A', For: 'B', Amount: '60', 'Ends after minutes': '30' });
    const sentAtMs = Date.now();
    await send(form);
    await became(form, 'Committed', /^Held 60\.00 of A for B until .*: 940\.00 of 1000\.00 available/);
    const { txs } = await sdk.history({ account: 'A', kind: 'hold' });
    const expiresMs = Date.parse(txs[0]?.expires ?? '');
    // Half an hour from when it was sent, on the hub's clock as far as the page can tell it.
    expect(Math.abs(expiresMs - sentAtMs - 30 * 60_000)).toBeLessThan(60_000);

    await fill(form, { Amount: '40' });
    await send(form);
    await became(form, 'Committed', 'Held 40.00 of A for B: 900.00 of 1000.00 available');
  });

  test('captures and releases a hold, which it tells of before', async ({ browser }) => {
    await using hub = await ServerProcess.start();
    await using sdk = connect(hub.url);
    const { seq: first } = await sdk.hold({ from: 'A', to: 'B', amount: '60' });
    const { seq: second } = await sdk.hold({ from: 'A', to: 'B', amount: '20' });
    await using watched = await browser.open(hub.pageUrl);
    const form = await open(watched.page, 'Capture');
    await fill(form, { Hold: `#${first}` });
    await form.getByText('Held 60.00 of A for B').waitFor();
    await fill(form, { Amount: '45' });
    await send(form);
    await became(
      form,
      'Committed',
      `Captured 45.00 of hold #${first}, from A to B, 15.00 given back: A 955.00, B 545.00`,
    );

    await fill(form, { Hold: String(first) });
    await send(form);
    await became(form, 'Refused', /^Hold settled already: /);

    await chooseOther(form, 'Release');
    await fill(form, { Hold: String(second) });
    await send(form);
    await became(form, 'Committed', `Released hold #${second}, 20.00 of A: 955.00 of 955.00 available`);
  });

  test('reverses a part of a transaction, and refuses what is none', async ({ browser }) => {
    await using hub = await ServerProcess.start();
    await using sdk = connect(hub.url);
    const { seq } = await sdk.transfer({ from: 'A', to: 'B', amount: '100' });
    await using watched = await browser.open(hub.pageUrl);
    const form = await open(watched.page, 'Reverse');
    await fill(form, { Transaction: '1' });
    await form.getByText('Transaction names what cannot be reversed').waitFor();
    await send(form);
    expect(await form.getByRole('status').textContent()).toBe('');
    await fill(form, { Transaction: '999' });
    await form.getByText('There is no transaction #999 now').waitFor();
    await fill(form, { Transaction: String(seq), Amount: '0.001' });
    await form.getByText('Amount has more than the 2 decimals').waitFor();
    await fill(form, { Amount: '30', Memo: 'one bottle broke' });
    await send(form);
    await became(form, 'Committed', /^Reversed 30\.00 of .*: B 570\.00, A 930\.00/);
    expect(await form.getByLabel('Transaction', { exact: true }).inputValue()).toBe('');
  });

  test('freezes, unfreezes, closes and limits an account', async ({ browser }) => {
    await using hub = await ServerProcess.start();
    await using sdk = connect(hub.url);
    await sdk.open({ account: 'till', ledger: 'demo' });
    await using watched = await browser.open(hub.pageUrl);
    const form = await open(watched.page, 'Freeze');
    await fill(form, { Account: 'A' });
    await form.getByLabel('What to stop').selectOption({ label: 'What leaves it' });
    await send(form);
    await became(form, 'Committed', 'Froze A: nothing may leave it');

    await form.getByText('Withdraw', { exact: true }).click();
    await fill(form, { From: 'A', Amount: '1' });
    await form.getByText('Frozen: nothing may leave it').waitFor();
    await send(form);
    await became(form, 'Refused', /^Account frozen: /);

    await chooseOther(form, 'Unfreeze');
    await send(form);
    await became(form, 'Committed', 'Unfroze A');

    await chooseOther(form, 'Limits');
    await fill(form, { Account: 'A', 'Most that leaves it a day': '250', 'Least that stays in it': '-100' });
    await send(form);
    await became(form, 'Committed', 'Set the rules of A: at most 250 out a day, at least -100 stays');
    await fill(form, { Account: 'A' });
    await form.getByText('Its own limits now: at most 250 out a day').waitFor();
    await send(form);
    await became(form, 'Committed', 'Set the rules of A: none');

    await chooseOther(form, 'Close');
    await fill(form, { Account: 'A' });
    await send(form);
    await became(form, 'Refused', /^The account is not as expected: A has .*: it can close with 0/);
    await fill(form, { Account: 'till' });
    await send(form);
    await became(form, 'Committed', 'Closed till');
  });

  test('is done once, also where its answer is lost and the page is loaded anew', async ({ browser }) => {
    await using hub = await ServerProcess.start();
    await using sdk = connect(hub.url);
    await using watched = await browser.open(hub.pageUrl, { allowed: [/WebSocket/] });
    const { page } = watched;
    const wire = await Wire.of(page);
    await page.getByText('live').first().waitFor();
    const form = await open(page, 'Hold');
    await fill(form, { From: 'A', For: 'B', Amount: '60', 'Ends after minutes': '30' });
    wire.isMute = true;
    await send(form);
    await form.getByText('Pending', { exact: true }).waitFor();
    await expect.poll(async () => (await sdk.get(['A'])).accounts[0]?.available).toBe('940.00');
    wire.isMute = false;
    await page.reload();
    await page.getByText('live').first().waitFor();
    await openForm(page, 't');
    await form.getByText(/^Held 60\.00 of A for B/).waitFor();
    expect((await sdk.get(['A'])).accounts[0]?.available).toBe('940.00');
  });

  test('is chosen and filled in by keys alone', async ({ browser }) => {
    await using hub = await ServerProcess.start();
    await using watched = await browser.open(hub.pageUrl);
    const { page } = watched;
    await page.getByText('live').first().waitFor();
    const form = await openForm(page, 't');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.type('Hol');
    await form.getByRole('heading', { name: 'Reserve money' }).waitFor();
    for (const text of ['A', 'B', '60']) {
      await page.keyboard.press('Tab');
      await page.keyboard.type(text);
    }
    await page.keyboard.press('Enter');
    await became(form, 'Committed', /^Held 60\.00 of A for B/);
  });
});
