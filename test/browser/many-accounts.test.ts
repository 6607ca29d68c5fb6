import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { connect } from '../../client/sdk/index.ts';
import { ServerProcess } from '../support/server-process.ts';
import { test } from './support/browser-test.ts';
import { LongTasks } from './support/long-tasks.ts';
import { SentRequests } from './support/sent-requests.ts';

const accounts = 100_000;
const openedAtOnce = 5_000;
const richest = 'account-054321';
/** First live rows have to be there so long after the navigation began, milliseconds. */
const firstRowsWithinMs = 2_000;
const loadsMax = 3;
const rowsDrawnMax = 80;
const watchedMax = 200;
const liveRow = '.row:not(.head, .waiting, .old)';

let hub: ServerProcess;
beforeAll(async () => {
  hub = await ServerProcess.start({ args: ['--no-demo'] });
  await using sdk = connect(hub.url);
  for (let from = 0; from < accounts; from += openedAtOnce) {
    await Promise.all(
      Array.from({ length: openedAtOnce }, (_, index) => sdk.open({ account: idOf(from + index) })),
    );
  }
  await sdk.deposit({ account: richest, amount: '1000000' });
});
afterAll(() => hub[Symbol.asyncDispose]());

function idOf(number: number): string {
  return `account-${String(number).padStart(6, '0')}`;
}

function rowOf(page: Page, id: string) {
  return page.locator(liveRow).filter({ has: page.getByRole('link', { name: id, exact: true }) });
}

/** Whether live rows fill the part of the list that can be seen. */
function isFilled(page: Page): Promise<boolean> {
  return page.evaluate((row) => {
    const list = document.querySelector('.table')?.getBoundingClientRect();
    if (list === undefined) return false;
    const head = document.querySelector('.row.head')?.getBoundingClientRect().height ?? 0;
    const places = [...document.querySelectorAll(row)].map((each) => each.getBoundingClientRect());
    const shows = (y: number): boolean => places.some(({ top, bottom }) => top <= y && y <= bottom);
    for (let y = list.top + head + 2; y < list.bottom - 2; y += 20) if (!shows(y)) return false;
    return true;
  }, liveRow);
}

/** Keeps the most rows that there ever are; returns what tells them. */
async function countRows(page: Page): Promise<() => Promise<number>> {
  const counter = await page.evaluateHandle(() => {
    const counted = { most: 0 };
    const count = (): void => {
      counted.most = Math.max(counted.most, document.querySelectorAll('.row').length);
    };
    new MutationObserver(count).observe(document.body, { childList: true, subtree: true });
    count();
    return counted;
  });
  return () => counter.evaluate(({ most }) => most);
}

describe(`a list of ${accounts} accounts`, () => {
  test('shows its first live rows within two seconds', async ({ browser }) => {
    const tookMs: number[] = [];
    while (tookMs.length < loadsMax && Math.min(...tookMs) > firstRowsWithinMs) {
      await using watched = await browser.open(hub.pageUrl);
      const seen = await watched.page.waitForFunction(
        (row) => document.querySelector(row) !== null && performance.now(),
        liveRow,
      );
      tookMs.push(Number(await seen.jsonValue()));
    }
    console.log(`first live rows of ${accounts} accounts after ${tookMs.map(Math.round).join(', ')} ms`);
    expect(Math.min(...tookMs)).toBeLessThan(firstRowsWithinMs);
  });

  test('goes to its very end at once', async ({ browser }) => {
    await using watched = await browser.open(hub.pageUrl);
    const { page } = watched;
    const mostRows = await countRows(page);
    await page.getByText('100,000 accounts').waitFor();
    await page.locator('.table').evaluate((list) => list.scrollTo(0, list.scrollHeight));
    await rowOf(page, idOf(accounts - 1)).waitFor();
    await expect.poll(() => isFilled(page)).toBe(true);
    expect(await rowOf(page, idOf(accounts - 1)).getAttribute('aria-rowindex')).toBe(String(accounts + 1));
    expect(await mostRows()).toBeLessThanOrEqual(rowsDrawnMax);
  });

  test('has its rows wherever the scrolling rests', async ({ browser }) => {
    await using watched = await browser.open(hub.pageUrl);
    const { page } = watched;
    await page.locator(liveRow).first().waitFor();
    const [mostRows, tasks] = [await countRows(page), await LongTasks.watch(page)];
    await tasks.take();
    const list = page.locator('.table');
    await list.hover();
    let top = 0;
    for (const step of [300, 300, 700, 700, 2_000, 2_000, 9_000, 60_000, -4_000, -500, -80_000]) {
      await page.mouse.wheel(0, step);
      top = Math.max(0, top + step);
      await expect.poll(() => list.evaluate(({ scrollTop }) => scrollTop), { interval: 20 }).toBe(top);
      await expect.poll(() => isFilled(page), { interval: 20 }).toBe(true);
    }
    const longest = Math.max(0, ...(await tasks.take()));
    console.log(`longest task while scrolling ${longest} ms, at most ${await mostRows()} rows drawn`);
    expect(longest).toBeLessThan(200);
    expect(await mostRows()).toBeLessThanOrEqual(rowsDrawnMax);
    await rowOf(page, idOf(0)).waitFor();
  });

  test('is sorted by balance with the richest first', async ({ browser }) => {
    await using watched = await browser.open(hub.pageUrl);
    const { page } = watched;
    await page.locator(liveRow).first().waitFor();
    const [mostRows, tasks] = [await countRows(page), await LongTasks.watch(page)];
    const beganMs = performance.now();
    await page.getByRole('button', { name: 'Balance' }).click();
    await page.getByText('100,000 accounts').waitFor();
    await expect.poll(() => page.locator(liveRow).first().textContent()).toContain(richest);
    const tookMs = Math.round(performance.now() - beganMs);
    const longest = Math.max(0, ...(await tasks.take()));
    console.log(`sorted by balance after ${tookMs} ms, longest task ${longest} ms`);
    expect(await page.locator(liveRow).first().textContent()).toContain('1,000,000.00');
    expect(await mostRows()).toBeLessThanOrEqual(rowsDrawnMax);
  });

  test('finds one by a part of its name, and Enter opens it', async ({ browser }) => {
    await using watched = await browser.open(hub.pageUrl);
    const { page } = watched;
    const finder = page.getByRole('searchbox');
    for (const opens of [finder, page.locator('.table')]) {
      await finder.fill('T-0777');
      await page.getByText('100 accounts', { exact: true }).waitFor();
      await finder.fill('-077777');
      await page.getByText('1 account', { exact: true }).waitFor();
      await rowOf(page, 'account-077777').waitFor();
      await opens.press('Enter');
      await page.getByRole('heading', { name: 'account-077777' }).waitFor();
      await page.goBack();
    }
  });

  test('is watched where it is looked at, and nowhere else', async ({ browser }) => {
    await using watched = await browser.open(hub.pageUrl);
    const { page } = watched;
    const sent = await SentRequests.of(page);
    await page.getByText('100,000 accounts').waitFor();
    await page.getByRole('button', { name: 'Balance' }).click();
    await rowOf(page, richest).waitFor();
    await page.getByRole('button', { name: 'Account', exact: true }).click();
    for (const place of [0.5, 1, 0.25]) {
      await page.locator('.table').evaluate((list, to) => list.scrollTo(0, list.scrollHeight * to), place);
      await expect.poll(() => isFilled(page)).toBe(true);
    }
    const requests = await sent.take();
    const watches = requests.filter((request) => request.t === 'watch');
    expect(watches.length).toBeGreaterThan(3);
    for (const watch of watches) {
      expect(watch.ledger).toBeUndefined();
      expect(watch.accounts).toBeInstanceOf(Array);
      expect(watch.accounts?.length).toBeLessThanOrEqual(watchedMax);
    }
    // All but one of them are ended again.
    expect(requests.filter(({ t }) => t === 'unwatch').length).toBeGreaterThanOrEqual(watches.length - 2);
    console.log(
      `${watches.length} watches, the largest of ${Math.max(...watches.map(({ accounts: ids }) => ids?.length ?? 0))}`,
    );
  });

  test('offers what is opened later', async ({ browser }) => {
    await using watched = await browser.open(hub.pageUrl);
    const { page } = watched;
    await page.getByRole('searchbox').fill('later');
    await page.getByText('No account’s name contains “later”.').waitFor();
    await using sdk = connect(hub.url);
    await sdk.open({ account: 'later-than-all' });
    await page.getByRole('button', { name: '1 new' }).click();
    await rowOf(page, 'later-than-all').waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'new: show' }).count()).toBe(0);
  });
});
