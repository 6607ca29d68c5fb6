import { expect } from 'vitest';
import { revokeToken } from '../../server/tools/tokens.ts';
import { openAccounts } from '../support/errands.ts';
import { GuardedHub, tokenOf } from '../support/guarded-hub.ts';
import { ServerProcess } from '../support/server-process.ts';
import { test } from './support/browser-test.ts';

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
  await page.getByText('This hub wants a token').waitFor();
  await page.getByLabel('Token').fill('florin_nonsense');
  await page.getByRole('button', { name: 'Connect' }).click();
  await page.getByText('The hub does not know this token').waitFor();
  await page.getByLabel('Token').fill(till);
  await page.getByRole('button', { name: 'Connect' }).click();
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
