import { afterAll, beforeAll, describe, expect } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { florin, ndjson } from '../terminal/florin-process.ts';
import { test } from './support/browser-test.ts';
import { became, fill, keyOf, openForm, send, showsBalance } from './support/screens.ts';

describe('the form', () => {
  test('deposits, withdraws, transfers and opens', async ({ browser }) => {
    await using hub = await ServerProcess.start();
    await using watched = await browser.open(hub.pageUrl);
    const { page } = watched;
    const form = await openForm(page, 'd');
    await fill(form, { Into: 'A', Amount: '100' });
    await send(form);
    await became(form, 'Committed', 'Deposited 100.00 into A: balance 1100.00');

    await form.getByText('Withdraw', { exact: true }).click();
    await fill(form, { From: 'C', Amount: '200' });
    await send(form);
    await became(form, 'Committed', 'Withdrew 200.00 from C: balance 600.00');

    await form.getByText('Transfer', { exact: true }).click();
    await fill(form, { From: 'A', To: 'B', Amount: '0.01' });
    await send(form);
    await became(form, 'Committed', 'Moved 0.01 from A to B: A 1099.99, B 500.01');

    await form.getByText('Open', { exact: true }).click();
    await fill(form, { Name: 'savings', Ledger: 'demo' });
    await send(form);
    await became(form, 'Committed', 'Opened savings in ledger demo');

    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'hidden' });
    await showsBalance(page, 'A', '1,099.99');
    await showsBalance(page, 'savings', '0.00');
  });

  test('shows the key before it sends, and takes another for another command', async ({ browser }) => {
    await using hub = await ServerProcess.start();
    await using watched = await browser.open(hub.pageUrl);
    const form = await openForm(watched.page, 't');
    await fill(form, { From: 'A', To: 'B', Amount: '5' });
    const key = await keyOf(form);
    await send(form);
    await became(form, 'Committed', /Moved 5\.00/);
    const { stdout } = await florin(hub, ['outcome', key, '--json']);
    expect(ndjson(stdout)).toMatchObject([{ key, amount: '5.00' }]);

    await fill(form, { Amount: '5' });
    await send(form);
    await became(form, 'Committed', /A 990\.00/);
    expect(await keyOf(form)).not.toBe(key);
  });

  test('does what it did only when it is filled in again', async ({ browser }) => {
    await using hub = await ServerProcess.start();
    await using watched = await browser.open(hub.pageUrl, { viewport: { width: 400, height: 500 } });
    const { page } = watched;
    const form = await openForm(page, 'd');
    await fill(form, { Into: 'A', Amount: '1' });
    await send(form);
    await became(form, 'Committed', /balance 1001\.00/);
    await send(form);
    await form.getByText('Amount is needed').waitFor();
    await page.keyboard.press('Escape');
    await openForm(page, 'd');
    await page.keyboard.press('Enter');
    await form.getByText('Amount is needed').waitFor();
    await showsBalance(page, 'A', '1,001.00');
  });

  test('tells what became of a command while it was closed', async ({ browser }) => {
    await using hub = await ServerProcess.start();
    await using watched = await browser.open(hub.pageUrl);
    const { page } = watched;
    await showsBalance(page, 'A', '1,000.00');
    hub.signal('SIGSTOP');
    const form = await openForm(page, 'w');
    await fill(form, { From: 'A', Amount: '900' });
    await send(form);
    await form.getByText('Pending', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    const button = page.getByRole('button', { name: /Move money/ });
    await button.getByText('1 pending').waitFor();
    hub.signal('SIGCONT');
    await button.getByText('refused').waitFor();
    await button.click();
    await became(form, 'Refused', /^Withdrawal amount exceeds the limit/);
  });

  test('works where the browser lets it store nothing', async ({ browser }) => {
    await using hub = await ServerProcess.start();
    await using watched = await browser.open(hub.pageUrl);
    await watched.page.evaluate(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    });
    const form = await openForm(watched.page, 'd');
    await fill(form, { Into: 'A', Amount: '1' });
    await send(form);
    await became(form, 'Committed', /balance 1001\.00/);
  });
});

describe('a form that comes to nothing', () => {
  let hub: ServerProcess;
  beforeAll(async () => {
    hub = await ServerProcess.start();
  });
  afterAll(() => hub[Symbol.asyncDispose]());

  test.for([
    ['d', { Into: 'A', Amount: '900.01' }, /^Deposit amount exceeds the limit: /],
    ['w', { From: 'A', Amount: '801' }, /^Withdrawal amount exceeds the limit: /],
    ['t', { From: 'B', To: 'C', Amount: '500.01' }, /^Insufficient funds: /],
  ] as const)('tells a refusal in words: %s %o', async ([key, fields, words], { browser }) => {
    await using watched = await browser.open(hub.pageUrl);
    const form = await openForm(watched.page, key);
    await fill(form, fields);
    await send(form);
    await became(form, 'Refused', words);
    await watched.page.keyboard.press('Escape');
    for (const [account, balance] of [
      ['A', '1,000.00'],
      ['B', '500.00'],
      ['C', '800.00'],
    ] as const) {
      await showsBalance(watched.page, account, balance);
    }
  });

  test('of an account that is not there is sent all the same, for it may be opened meanwhile', async ({
    browser,
  }) => {
    await using watched = await browser.open(hub.pageUrl);
    const form = await openForm(watched.page, 't');
    await fill(form, { From: 'A', To: 'nobody', Amount: '5' });
    await form.getByText('There is no account nobody now').waitFor();
    await send(form);
    await became(form, 'Refused', /^Unknown account: /);
  });

  test.for([
    ['From', 'a b', /is not an id/],
    ['To', 'A', /is the same account/],
    ['Amount', '0', /is not an amount/],
    ['Amount', '1e3', /is not an amount/],
    ['Amount', '1.005', /has more than the 2 decimals of CNY/],
    ['Memo', 'x'.repeat(141), /is not a memo/],
  ] as const)(
    'says what is wrong with %s %o as it is typed, and sends nothing',
    async ([field, text, words], { browser }) => {
      await using watched = await browser.open(hub.pageUrl);
      const form = await openForm(watched.page, 't');
      await fill(form, { From: 'A', To: 'B', Amount: '5', [field]: text });
      await form.locator('.problem').getByText(words).waitFor();
      expect(await form.getByLabel(field, { exact: true }).getAttribute('aria-invalid')).toBe('true');
      await send(form);
      await fill(form, { [field]: '' });
      expect(await form.getByRole('status').textContent()).toBe('');
    },
  );

  test.for([
    ['A B D100', /Moved 100\.00 from A to B/],
    ['A D 100', /Deposited 100\.00 into A/],
    ['C W200 "food"', /Withdrew 200\.00 from C/],
    ['a', 'Invalid input format: this is no transaction and no command. Try: A D 100, C W 200, A B T 100'],
    ['A X 100', /Invalid operation/],
    ['A D 100 "half', /a quote is not closed/],
  ] as const)('takes a line of text: %s', async ([line, words], { browser }) => {
    await using watched = await browser.open(hub.pageUrl);
    const form = await openForm(watched.page, 't');
    await fill(form, { 'Or type it': line });
    await watched.page.keyboard.press('Enter');
    await form.getByText(words).waitFor();
    const isDone = typeof words !== 'string' && /^\/(Moved|Deposited|Withdrew)/.test(String(words));
    expect(await form.getByLabel('Or type it').inputValue()).toBe(isDone ? '' : line);
  });
});
