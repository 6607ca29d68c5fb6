import { rm } from 'node:fs/promises';
import { describe, expect } from 'vitest';
import { readJournal } from '../support/journal-records.ts';
import { ServerProcess } from '../support/server-process.ts';
import { florin } from '../terminal/florin-process.ts';
import { test } from './support/browser-test.ts';
import { became, fill, forget, openForm, send, showsBalance, standing } from './support/screens.ts';
import { Wire } from './support/wire.ts';

/** What Chromium writes to the console when a hub is gone. */
const allowed = [/WebSocket connection/, /ERR_CONNECTION_REFUSED/, /Failed to load resource/];

/** Starts a hub on the same port with nothing of what was before. */
async function startAfresh(hub: ServerProcess): Promise<void> {
  await Promise.all(
    ['journal', 'views'].flatMap((name) =>
      ['', '-wal', '-shm'].map((end) => rm(`${hub.data}/${name}.sqlite${end}`, { force: true })),
    ),
  );
  await hub.restart();
}

describe('a hub that is killed', () => {
  test('and started again while a form is pending does what the form asked, once', async ({ browser }) => {
    await using hub = await ServerProcess.start();
    await using watched = await browser.open(hub.pageUrl, { allowed });
    const { page } = watched;
    await showsBalance(page, 'A', '1,000.00');
    await hub.kill('SIGKILL');
    await standing(page)
      .getByText(/^reconnecting.*, stale since \d\d:\d\d:\d\d$/)
      .waitFor();
    expect(await page.locator('main.stale').count()).toBe(1);

    const form = await openForm(page, 't');
    await fill(form, { From: 'A', To: 'B', Amount: '7' });
    await send(form);
    await form.getByText('Pending', { exact: true }).waitFor();
    // Neither a second press nor Enter sends it twice.
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.getByText('1 pending').waitFor();

    await hub.restart();
    await showsBalance(page, 'A', '993.00');
    await standing(page).getByText(/^live/).waitFor();
    await page.getByText('1 pending').waitFor({ state: 'hidden' });
    await openForm(page, 't');
    await hub.kill('SIGTERM');
    const transfers = (await readJournal(`${hub.data}/journal.sqlite`)).filter(
      (record) => !record.refused && record.tx.kind === 'transfer',
    );
    expect(transfers).toHaveLength(1);
  });

  test('and comes back shows how much was missed meanwhile', async ({ browser }) => {
    await using hub = await ServerProcess.start();
    await using watched = await browser.open(hub.pageUrl, { allowed });
    const { page } = watched;
    const wire = await Wire.of(page);
    await showsBalance(page, 'A', '1,000.00');
    await wire.cut();
    await standing(page)
      .getByText(/stale since/)
      .waitFor();
    await florin(hub, [], 'A B T 1\nA B T 1\nA B T 1\n');
    wire.mend();
    await standing(page).getByText('live, caught up (3 missed)').waitFor();
    await showsBalance(page, 'A', '997.00');
  });
});

describe('a page that hears nothing of its command', () => {
  test('learns after a reload what became of it, without sending it again', async ({ browser }) => {
    await using hub = await ServerProcess.start();
    await using watched = await browser.open(hub.pageUrl, { allowed });
    const { page } = watched;
    const wire = await Wire.of(page);
    await showsBalance(page, 'A', '1,000.00');
    wire.isMute = true;
    const form = await openForm(page, 't');
    await fill(form, { From: 'A', To: 'B', Amount: '9' });
    await send(form);
    await form.getByText('Pending', { exact: true }).waitFor();
    wire.isMute = false;
    await page.reload();
    await showsBalance(page, 'A', '991.00');
    await openForm(page, 't');
    await page.getByText(/Moved 9\.00 from A to B/).waitFor();
  });

  test('can be told to stop waiting, to ask, and to send it again under its key', async ({ browser }) => {
    await using hub = await ServerProcess.start();
    await using watched = await browser.open(hub.pageUrl, { allowed });
    const { page } = watched;
    const wire = await Wire.of(page);
    await showsBalance(page, 'A', '1,000.00');
    wire.isMute = true;
    const form = await openForm(page, 'd');
    await fill(form, { Into: 'A', Amount: '50' });
    await send(form);
    await form.getByRole('button', { name: 'Stop waiting' }).click();
    await became(form, 'Outcome unknown', /sent, but not answered/);
    wire.isMute = false;
    await form.getByRole('button', { name: 'Send it under the same key' }).click();
    await became(form, 'Committed', /balance 1050\.00/);
    expect((await florin(hub, ['balances', 'A'])).stdout).toContain('1050.00');
  });
});

describe('another journal at the same address', () => {
  test('is not sent what was meant for the one before', async ({ browser }) => {
    await using hub = await ServerProcess.start();
    await using watched = await browser.open(hub.pageUrl, { allowed });
    const { page } = watched;
    await showsBalance(page, 'A', '1,000.00');
    await hub.kill('SIGKILL');
    await standing(page)
      .getByText(/stale since/)
      .waitFor();
    const form = await openForm(page, 'd');
    await fill(form, { Into: 'A', Amount: '5' });
    await send(form);
    await form.getByText('Pending', { exact: true }).waitFor();
    await startAfresh(hub);
    await page.waitForEvent('load');
    await showsBalance(page, 'A', '1,000.00');
    expect((await florin(hub, ['history', 'A'])).stdout).not.toContain('5.00');
  });

  test('cannot tell of a command that the one before may have done', async ({ browser }) => {
    await using hub = await ServerProcess.start();
    await using watched = await browser.open(hub.pageUrl, { allowed });
    const { page } = watched;
    const wire = await Wire.of(page);
    await showsBalance(page, 'A', '1,000.00');
    wire.isMute = true;
    const form = await openForm(page, 'd');
    await fill(form, { Into: 'A', Amount: '5' });
    await send(form);
    await form.getByText('Pending', { exact: true }).waitFor();
    await hub.kill('SIGKILL');
    await startAfresh(hub);
    wire.isMute = false;
    await page.waitForEvent('load');
    await page.getByText('1 unknown').click();
    await form.getByText('meant for another journal').waitFor();
    expect(await form.getByRole('button', { name: 'Ask the hub' }).count()).toBe(0);
    await forget(form);
    await form.getByText('meant for another journal').waitFor({ state: 'hidden' });
    await page.keyboard.press('Escape');
    await showsBalance(page, 'A', '1,000.00');
  });
});
