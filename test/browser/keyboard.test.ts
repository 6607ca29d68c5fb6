import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { connect } from '../../client/sdk/index.ts';
import { ServerProcess } from '../support/server-process.ts';
import { test } from './support/browser-test.ts';

let hub: ServerProcess;
beforeAll(async () => {
  hub = await ServerProcess.start();
  await using sdk = connect(hub.url);
  await Promise.all(
    Array.from({ length: 50 }, (_, index) => sdk.open({ account: `x${String(index).padStart(2, '0')}` })),
  );
});
afterAll(() => hub[Symbol.asyncDispose]());

const screens = ['accounts', 'account/A', 'stream', 'hub'];
const kinds = { t: 'Transfer', d: 'Deposit', w: 'Withdraw' };

/** Where the keys go: the id of the element, or its tag. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.id || (document.activeElement?.localName ?? ''));
}

async function expectFocus(page: Page, name: string): Promise<void> {
  await expect.poll(() => focused(page)).toBe(name);
}

/** Closes the form; the page hears of it later than it is gone from the screen. */
async function closeForm(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.locator('#act-account').waitFor({ state: 'detached' });
}

/** The id of the account whose row the keys are at. */
function activeRow(page: Page): Promise<string | null> {
  return page.locator('.row.active a').textContent();
}

describe('keys that work everywhere', () => {
  test('/ goes to the finder from every screen', async ({ browser }) => {
    for (const screen of screens) {
      await using watched = await browser.open(`${hub.pageUrl}#/${screen}`);
      const { page } = watched;
      await page.getByText('live').first().waitFor();
      await page.keyboard.press('/');
      await expectFocus(page, 'find');
      await page.keyboard.type('x4');
      await page.getByText('10 accounts', { exact: true }).waitFor();
    }
  });

  test('t, d and w open the form of that kind, and Esc goes back to the page', async ({ browser }) => {
    for (const screen of screens) {
      await using watched = await browser.open(`${hub.pageUrl}#/${screen}`);
      const { page } = watched;
      await page.getByText('live').first().waitFor();
      await page.getByRole('link', { name: 'Stream' }).focus();
      for (const [key, label] of Object.entries(kinds)) {
        await page.keyboard.press(key);
        await page.getByRole('dialog', { name: 'Move money' }).waitFor();
        await expectFocus(page, 'act-account');
        expect(await page.getByRole('radio', { name: label }).isChecked()).toBe(true);
        expect(await page.inputValue('#act-account')).toBe('');
        await closeForm(page);
        expect(
          await page
            .getByRole('link', { name: 'Stream' })
            .evaluate((link) => link === document.activeElement),
        ).toBe(true);
      }
    }
  });

  test('mean nothing with Ctrl or Alt, nor where something is typed', async ({ browser }) => {
    await using watched = await browser.open(hub.pageUrl);
    const { page } = watched;
    await page.getByText('live').first().waitFor();
    for (const keys of ['Alt+t', 'Control+d', 'Meta+w']) await page.keyboard.press(keys);
    await page.keyboard.press('/');
    await expectFocus(page, 'find');
    await page.keyboard.type('twd/');
    expect(await page.inputValue('#find')).toBe('twd/');
    await page.getByText('No account’s name contains “twd/”.').waitFor();
    await page.getByRole('combobox', { name: 'Ledger' }).focus();
    await page.keyboard.press('t');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.locator('#find').fill('');
    await page.keyboard.press('Escape');
    await expectFocus(page, 'body');
    await page.keyboard.press('d');
    await expectFocus(page, 'act-account');
    await page.keyboard.type('twd/');
    expect(await page.inputValue('#act-account')).toBe('twd/');
    expect(await page.getByRole('radio', { name: 'Deposit' }).isChecked()).toBe(true);
  });
});

test('a whole transfer needs nothing but keys', async ({ browser }) => {
  await using watched = await browser.open(hub.pageUrl);
  const { page } = watched;
  await page.getByText('live').first().waitFor();
  await page.keyboard.press('t');
  for (const [id, text] of [
    ['act-account', 'A'],
    ['act-to', 'B'],
    ['act-amount', '12.50'],
    ['act-memo', 'by keys alone'],
  ] as const) {
    await expectFocus(page, id);
    await page.keyboard.type(text);
    if (id === 'act-memo') await page.keyboard.press('Enter');
    else await page.keyboard.press('Tab');
  }
  await page.getByText('Committed').waitFor();
  await closeForm(page);
  await using sdk = connect(hub.url);
  const { txs } = await sdk.history({ account: 'A', limit: 1 });
  expect(txs[0]).toMatchObject({ kind: 'transfer', amount: '12.50', memo: 'by keys alone' });
  await page.getByText('987.50').first().waitFor();
});

test('the kind is chosen with the arrow keys, and the form of that kind is shown', async ({ browser }) => {
  await using watched = await browser.open(hub.pageUrl);
  const { page } = watched;
  await page.getByText('live').first().waitFor();
  await page.keyboard.press('d');
  await expectFocus(page, 'act-account');
  // Between the fields and the common kinds stands the list of the others.
  await page.keyboard.press('Shift+Tab');
  expect(await page.getByLabel('Something else').evaluate((each) => each === document.activeElement)).toBe(
    true,
  );
  await page.keyboard.press('Shift+Tab');
  for (const [label, fields] of [
    ['Withdraw', 3],
    ['Transfer', 4],
    ['Open', 2],
  ] as const) {
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.locator('.field').count()).toBe(fields);
    const radio = page.getByRole('radio', { name: label });
    expect(await radio.evaluate((each) => each === document.activeElement)).toBe(true);
    expect(await radio.isChecked()).toBe(true);
  }
});

test('Tab goes round in the form, and never out of it', async ({ browser }) => {
  await using watched = await browser.open(hub.pageUrl);
  const { page } = watched;
  await page.getByText('live').first().waitFor();
  for (const kind of ['t', 'd', 'w']) {
    await page.keyboard.press(kind);
    await expectFocus(page, 'act-account');
    for (const key of ['Tab', 'Shift+Tab']) {
      const visited: string[] = [];
      do {
        await page.keyboard.press(key);
        visited.push(await focused(page));
        // Between its last place and its first is the browser's own, where the page has none.
        expect(
          await page.evaluate(
            () => document.activeElement === document.body || !!document.activeElement?.closest('dialog'),
          ),
        ).toBe(true);
      } while (visited.at(-1) !== 'act-account' && visited.length < 30);
      expect(visited.at(-1)).toBe('act-account');
      expect(visited).toContain('act-amount');
      expect(visited).toContain('line');
    }
    await closeForm(page);
  }
});

describe('the keys of the list', () => {
  test('move in it and open an account', async ({ browser }) => {
    await using watched = await browser.open(hub.pageUrl);
    const { page } = watched;
    await page.getByText('53 accounts').waitFor();
    await page.getByRole('table', { name: 'Accounts' }).focus();
    for (const [key, id] of [
      ['ArrowDown', 'B'],
      ['ArrowDown', 'C'],
      ['ArrowUp', 'B'],
      ['End', 'x49'],
      ['ArrowDown', 'x49'],
      ['PageUp', 'x37'],
      ['PageDown', 'x49'],
      ['Home', 'A'],
      ['ArrowUp', 'A'],
      ['PageDown', 'x09'],
    ] as const) {
      await page.keyboard.press(key);
      await expect.poll(() => activeRow(page)).toBe(id);
      expect(
        await page.evaluate(() => {
          const [row, list, head] = ['.row.active', '.table', '.row.head'].map((selector) =>
            document.querySelector(selector)?.getBoundingClientRect(),
          );
          return row && list && head && row.top >= head.bottom - 1 && row.bottom <= list.bottom + 1;
        }),
        `row ${id} is in sight after ${key}`,
      ).toBe(true);
    }
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'x09' }).waitFor();
  });

  test('work from the finder as well', async ({ browser }) => {
    await using watched = await browser.open(hub.pageUrl);
    const { page } = watched;
    await page.getByText('53 accounts').waitFor();
    await page.keyboard.press('/');
    await expectFocus(page, 'find');
    await page.keyboard.type('x1');
    await page.getByText('10 accounts', { exact: true }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => activeRow(page)).toBe('x12');
    await page.keyboard.press('Home');
    await page.keyboard.type('0');
    expect(await page.inputValue('#find')).toBe('0x1');
    await page.locator('#find').fill('x33');
    await page.getByText('1 account', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'x33' }).waitFor();
  });

  test('leave its own links and buttons alone', async ({ browser }) => {
    await using watched = await browser.open(hub.pageUrl);
    const { page } = watched;
    await page.getByText('53 accounts').waitFor();
    await page.getByRole('button', { name: /^Account/ }).focus();
    await page.keyboard.press('Enter');
    await page.locator('[aria-sort=descending]').getByRole('button', { name: 'Account' }).waitFor();
    await page.getByRole('link', { name: 'x48', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'x48' }).waitFor();
  });
});
