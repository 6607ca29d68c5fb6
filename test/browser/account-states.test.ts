import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { connect } from '../../client/sdk/index.ts';
import { ServerProcess } from '../support/server-process.ts';
import { test } from './support/browser-test.ts';
import { became, rowOf, send } from './support/screens.ts';

function figure(page: Page, name: string): Locator {
  return page.locator('.figures > div').filter({ has: page.locator('dt', { hasText: name }) });
}

function entry(page: Page, words: string): Locator {
  return page.locator('tr.entry').filter({ hasText: words });
}

describe('an account', () => {
  test('tells what is held, what is frozen and its limits, as they change', async ({ browser }) => {
    await using hub = await ServerProcess.start();
    await using sdk = connect(hub.url);
    await using watched = await browser.open(`${hub.pageUrl}#/account/A`);
    const { page } = watched;
    await page.getByText('That is all.').waitFor();
    expect(await page.locator('.standings').count()).toBe(0);
    expect(await figure(page, 'Held').count()).toBe(0);
    const { seq } = await sdk.hold({ from: 'A', to: 'B', amount: '60' });
    await figure(page, 'Held').getByText('60.00', { exact: true }).waitFor();
    await figure(page, 'Available').getByText('940.00', { exact: true }).waitFor();
    await page.locator('#balance').getByText('1,000.00', { exact: true }).waitFor();
    await entry(page, 'hold of 60.00 for B').waitFor();

    await sdk.freeze({ account: 'A', side: 'debit' });
    await page.getByText('Frozen: nothing may leave it.').waitFor();
    await entry(page, 'freeze: nothing may leave it').waitFor();
    // Rules change no version: the page hears of them all the same.
    await sdk.setRules({ account: 'A', rules: { kind: 'fixed', maxPerDay: '250' } });
    await page.getByText('Limits of its own: at most 250 out a day.').waitFor();
    await entry(page, 'own rules: at most 250 out a day').waitFor();
    await sdk.setRules({ account: 'A', rules: { kind: 'none' } });
    await sdk.unfreeze({ account: 'A' });
    await expect.poll(() => page.locator('.standings').count()).toBe(0);
    await sdk.capture({ hold: seq, amount: '45' });
    await entry(page, `capture of hold #${seq} to B`).waitFor();
    await expect.poll(() => figure(page, 'Held').count()).toBe(0);
  });

  test('lists the open holds of it and for it, which can be settled from there', async ({ browser }) => {
    await using hub = await ServerProcess.start();
    await using sdk = connect(hub.url);
    await using watched = await browser.open(`${hub.pageUrl}#/account/B`);
    const { page } = watched;
    await page.getByText('That is all.').waitFor();
    const holds = page.locator('tr.hold');
    expect(await holds.count()).toBe(0);
    const expires = new Date(Date.now() + 3_600_000).toISOString();
    const { seq } = await sdk.hold({ from: 'A', to: 'B', amount: '60', expires, memo: 'room 12' });
    await sdk.hold({ from: 'B', to: 'C', amount: '5' });
    const first = holds.filter({ hasText: 'from A' });
    await first.getByText('60.00').waitFor();
    await first.getByText('room 12').waitFor();
    await first.locator(`time[datetime="${expires}"]`).waitFor();
    await holds.filter({ hasText: 'for C' }).getByText('settled', { exact: true }).waitFor();

    await first.getByRole('button', { name: `Capture #${seq}` }).click();
    const form = page.getByRole('dialog');
    await form.getByText('Held 60.00 of A for B').waitFor();
    await send(form);
    await became(form, 'Committed', /^Captured 60\.00/);
    await page.keyboard.press('Escape');
    await expect.poll(() => holds.count()).toBe(1);
    await sdk.release({ hold: seq + 1 });
    await expect.poll(() => holds.count()).toBe(0);
  });

  test('that is closed says so, and offers nothing', async ({ browser }) => {
    await using hub = await ServerProcess.start();
    await using sdk = connect(hub.url);
    await sdk.open({ account: 'till', ledger: 'demo' });
    await using watched = await browser.open(`${hub.pageUrl}#/account/till`);
    const { page } = watched;
    await page.getByRole('button', { name: 'Deposit' }).waitFor();
    await sdk.closeAccount({ account: 'till' });
    await page.getByText('Closed for ever.').waitFor();
    expect(await page.locator('.acts button').count()).toBe(0);
  });

  test('leads from its rows to settling a hold and reversing a movement, until there is nothing left to do', async ({
    browser,
  }) => {
    await using hub = await ServerProcess.start();
    await using sdk = connect(hub.url);
    const { seq } = await sdk.hold({ from: 'A', to: 'B', amount: '60' });
    await using watched = await browser.open(`${hub.pageUrl}#/account/A`);
    const { page } = watched;
    const form = page.getByRole('dialog');
    await entry(page, 'hold of').getByRole('button', { name: 'Capture' }).click();
    await form.getByText('Held 60.00 of A for B').waitFor();
    expect(await form.getByLabel('Hold', { exact: true }).inputValue()).toBe(String(seq));
    await send(form);
    await became(form, 'Committed', /^Captured 60\.00/);
    await page.keyboard.press('Escape');
    await expect.poll(() => entry(page, 'hold of').getByRole('button').count()).toBe(0);
    await entry(page, 'capture of').getByRole('button', { name: 'Reverse' }).click();
    await form.getByText('Captured 60.00').first().waitFor();
    await send(form);
    await became(form, 'Committed', /^Reversed 60\.00/);
    await page.keyboard.press('Escape');
    await entry(page, 'reversal of').waitFor();
    expect(await entry(page, 'capture of').getByRole('button').count()).toBe(0);
    expect(await entry(page, 'reversal of').getByRole('button').count()).toBe(0);
  });

  test('has a menu of what is done seldom, which keys open and close', async ({ browser }) => {
    await using hub = await ServerProcess.start();
    await using sdk = connect(hub.url);
    await sdk.setRules({ account: 'A', rules: { kind: 'fixed', maxPerDay: '250' } });
    await using watched = await browser.open(`${hub.pageUrl}#/account/A`);
    const { page } = watched;
    await page.getByText('Limits of its own').waitFor();
    const menu = page.locator('.menu');
    await menu.locator('summary').focus();
    await page.keyboard.press('Enter');
    await menu.getByRole('button', { name: 'Freeze' }).waitFor();
    expect(await menu.getByRole('button', { name: 'Unfreeze' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await menu.getByRole('button', { name: 'Freeze' }).waitFor({ state: 'hidden' });
    await page.keyboard.press('Enter');
    await menu.getByRole('button', { name: 'Limits' }).click();
    const form = page.getByRole('dialog');
    // What it has now is there to be typed over.
    await expect.poll(() => form.getByLabel('Most that leaves it a day').inputValue()).toBe('250');
    expect(await form.getByLabel('Account', { exact: true }).inputValue()).toBe('A');
    expect(await menu.evaluate((each) => each.hasAttribute('open'))).toBe(false);
  });
});

test('the list marks accounts that are frozen or closed, and tells what is available', async ({
  browser,
}) => {
  await using hub = await ServerProcess.start();
  await using sdk = connect(hub.url);
  await sdk.open({ account: 'till', ledger: 'demo' });
  await sdk.closeAccount({ account: 'till' });
  await using watched = await browser.open(hub.pageUrl, { viewport: { width: 400, height: 700 } });
  const { page } = watched;
  await rowOf(page, 'till').getByText('closed', { exact: true }).waitFor();
  expect(await rowOf(page, 'A').locator('.flag').count()).toBe(0);
  await sdk.freeze({ account: 'A' });
  await rowOf(page, 'A').getByText('frozen', { exact: true }).waitFor();
  await sdk.hold({ from: 'B', to: 'C', amount: '60' });
  await rowOf(page, 'B').getByText('440.00 available').waitFor();
  await sdk.unfreeze({ account: 'A' });
  await expect.poll(() => rowOf(page, 'A').locator('.flag').count()).toBe(0);
});

test('the stream tells what each kind is about, and leads to what can be done about it', async ({
  browser,
}) => {
  await using hub = await ServerProcess.start();
  await using sdk = connect(hub.url);
  await using watched = await browser.open(`${hub.pageUrl}#/stream`);
  const { page } = watched;
  await page.getByText('Waiting for a transaction').waitFor();
  const row = (seq: number): Locator =>
    page.locator('.stream tbody tr').filter({ has: page.locator(`td:first-child:text-is("${seq}")`) });
  const { seq: hold } = await sdk.hold({ from: 'A', to: 'B', amount: '60' });
  await row(hold).getByRole('button', { name: 'Release' }).waitFor();
  const { seq: capture } = await sdk.capture({ hold });
  await expect.poll(() => row(capture).textContent()).toContain(`capture of #${hold}`);
  await expect.poll(() => row(capture).textContent()).toMatch(/A\s+→\s+B/);
  await expect.poll(() => row(hold).getByRole('button').count()).toBe(0);
  const { seq: frozen } = await sdk.freeze({ account: 'C', side: 'credit' });
  await expect.poll(() => row(frozen).textContent()).toContain('freeze: nothing may come to it');
  await row(capture).getByRole('button', { name: 'Reverse' }).click();
  const form = page.getByRole('dialog');
  await send(form);
  await became(form, 'Committed', /^Reversed 60\.00/);
});
