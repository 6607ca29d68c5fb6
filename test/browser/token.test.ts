import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { revokeToken } from '../../server/tools/tokens.ts';
import { openAccounts } from '../support/errands.ts';
import { GuardedHub, tokenOf } from '../support/guarded-hub.ts';
import { ServerProcess } from '../support/server-process.ts';
import { test } from './support/browser-test.ts';
import { fill, openForm, send } from './support/screens.ts';
import { Wire } from './support/wire.ts';

async function giveToken(page: Page, token: string): Promise<void> {
  await page.getByText('This hub wants a token').waitFor();
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Connect' }).click();
}

test('the page asks for a token, shows what it may, says what it may not, and asks again when it is taken away', async ({
  browser,
}) => {
  const texts: string[] = [];
  await using hub = await GuardedHub.start((data) =>
    texts.push(tokenOf(data, 'all', '*'), tokenOf(data, 'till', 'read:A,B', 'watch:A,B', 'deposit:A')),
  );
  const [all = '', till = ''] = texts;
  await openAccounts(await hub.connect(all), 'bank', { A: '10', B: '20', C: '30' });
  await using watched = await browser.open(hub.server.pageUrl, { allowed: [/status of 40[13]/] });
  const { page } = watched;
  await giveToken(page, 'florin_nonsense');
  await page.getByText('The hub does not know this token').waitFor();
  await giveToken(page, till);
  await page.getByText('live', { exact: true }).first().waitFor();
  await page.getByText('20.00').first().waitFor();
  expect(await page.getByText('30.00').count()).toBe(0);
  expect(page.url()).not.toContain(till);
  await page.goto(`${hub.server.pageUrl}#/hub`);
  for (const what of ['see the metrics', 'see the books', 'watch all transactions']) {
    await page.getByText(`Your token may not ${what}`).waitFor();
  }
  await page.goto(`${hub.server.pageUrl}#/stream`);
  await page.getByText('Your token may not watch all transactions').waitFor();
  await page.goto(`${hub.server.pageUrl}#/account/C`);
  await page.getByText('Not yours to see').waitFor();
  revokeToken(hub.server.data, 'till');
  await page.getByText('This hub wants a token').waitFor();
  await page.getByText('Disconnected: the token is not valid any more.').waitFor();
});

test('what was sent with one token is neither asked nor sent with another: its key is another one there (R54)', async ({
  browser,
}) => {
  const texts: string[] = [];
  await using hub = await GuardedHub.start((data) =>
    texts.push(...['all', 'till-3', 'till-4'].map((name) => tokenOf(data, name, '*'))),
  );
  const [all = '', three = '', four = ''] = texts;
  const other = await hub.connect(all);
  await openAccounts(other, 'bank', { A: '10' });
  await using watched = await browser.open(hub.server.pageUrl, { allowed: [/status of 401/, /WebSocket/] });
  const { page } = watched;
  const wire = await Wire.of(page);
  await giveToken(page, three);
  await page.getByText('live', { exact: true }).first().waitFor();
  wire.isMute = true;
  const form = await openForm(page, 'd');
  await fill(form, { Into: 'A', Amount: '5' });
  await send(form);
  await form.getByText('Pending', { exact: true }).waitFor();
  const balance = async (): Promise<string | undefined> => {
    other.send({ t: 'get', id: 'now', accounts: ['A'] });
    return (await other.next('accounts')).accounts[0]?.balance;
  };
  await expect.poll(balance).toBe('15.00');

  // The answer is lost, and with it the token.
  revokeToken(hub.server.data, 'till-3');
  await page.getByText('Disconnected: the token is not valid any more.').waitFor();
  wire.isMute = false;
  await giveToken(page, four);
  await page.getByText('live', { exact: true }).first().waitFor();
  await openForm(page, 'd');
  await form
    .getByText(/It was sent as till-3, and this tab is till-4 now\. Only till-3 can find out/)
    .waitFor();
  for (const name of ['Ask the hub', 'Send it under the same key']) {
    expect(await form.getByRole('button', { name }).count()).toBe(0);
  }

  // Whoever is till-3 again finds out.
  const threeAgain = tokenOf(hub.server.data, 'till-3', '*');
  revokeToken(hub.server.data, 'till-4');
  await giveToken(page, threeAgain);
  await page.getByText('live', { exact: true }).first().waitFor();
  await openForm(page, 'd');
  await form.getByText('Deposited 5.00 into A: balance 15.00').waitFor();
  expect(await balance()).toBe('15.00');
});

test('the page says why it is asked for a token when the first one is made while it is open', async ({
  browser,
}) => {
  await using hub = await ServerProcess.start();
  await using watched = await browser.open(hub.pageUrl, { allowed: [/status of 401/] });
  const { page } = watched;
  await page.getByText('live', { exact: true }).first().waitFor();
  tokenOf(hub.data, 'all', '*');
  await page.getByText('Disconnected: the hub wants a token now.').waitFor();
});

test('a page of an origin that the hub refuses says so', async ({ browser }) => {
  await using hub = await ServerProcess.start({ args: ['--origin', 'https://bank.example'] });
  const allowed = [/status of 403/, /Unexpected response code: 403/];
  await using watched = await browser.open(hub.pageUrl, { allowed });
  await watched.page.getByText(`the hub takes no page of ${new URL(hub.pageUrl).origin}`).waitFor();
  await watched.page.getByText('waiting for the hub').waitFor();
});
