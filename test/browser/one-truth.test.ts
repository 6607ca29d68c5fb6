import { describe } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { FlorinProcess, florin } from '../terminal/florin-process.ts';
import { test } from './support/browser-test.ts';
import { became, fill, openForm, rowOf, send, showsBalance } from './support/screens.ts';

describe('several who look', () => {
  test('two tabs and a terminal see the same transfer, wherever it comes from', async ({ browser }) => {
    await using hub = await ServerProcess.start();
    await using one = await browser.open(hub.pageUrl);
    await using other = await browser.open(hub.pageUrl, { colorScheme: 'dark' });
    await using terminal = new FlorinProcess(['watch', 'A', 'B'], hub);
    await terminal.printed('"A"');
    await showsBalance(one.page, 'A', '1,000.00');
    await showsBalance(other.page, 'A', '1,000.00');

    // Made in a tab.
    const form = await openForm(one.page, 't');
    await fill(form, { From: 'A', To: 'B', Amount: '12.50', Memo: 'rent' });
    await send(form);
    await became(form, 'Committed', /Moved 12\.50 from A to B/);
    for (const { page } of [one, other]) {
      await showsBalance(page, 'A', '987.50');
      await showsBalance(page, 'B', '512.50');
      await rowOf(page, 'A').getByText('−12.50').waitFor();
    }
    await terminal.printed('"987.50"');

    // Made in a terminal.
    await florin(hub, ['transfer', 'B', 'A', '0.50']);
    for (const { page } of [one, other]) await showsBalance(page, 'A', '988.00');
    await terminal.printed('"988.00"');
  });

  test('the stream and the account show what is committed elsewhere', async ({ browser }) => {
    await using hub = await ServerProcess.start();
    await using stream = await browser.open(`${hub.pageUrl}#/stream`);
    await using account = await browser.open(`${hub.pageUrl}#/account/C`);
    await stream.page.getByText('Waiting for a transaction').waitFor();
    await account.page.locator('#balance', { hasText: '800.00' }).waitFor();

    await florin(hub, ['withdraw', 'C', '200', 'food']);
    const inStream = stream.page.getByRole('row').filter({ hasText: 'withdraw' });
    await inStream.getByText('200.00').waitFor();
    await inStream.getByText('food').waitFor();
    await account.page.locator('#balance', { hasText: '600.00' }).waitFor();
    const entry = account.page.getByRole('row').filter({ hasText: 'withdraw' });
    await entry.getByText('−200.00').waitFor();
    await entry.getByText('600.00').waitFor();
  });

  test('an account that is opened elsewhere appears in the list', async ({ browser }) => {
    await using hub = await ServerProcess.start();
    await using watched = await browser.open(hub.pageUrl);
    await showsBalance(watched.page, 'A', '1,000.00');
    await florin(hub, ['open', 'savings', 'demo']);
    await showsBalance(watched.page, 'savings', '0.00');
  });
});
