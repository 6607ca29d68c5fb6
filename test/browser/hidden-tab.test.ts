import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { connect, type Hub } from '../../client/sdk/index.ts';
import { ServerProcess } from '../support/server-process.ts';
import { test } from './support/browser-test.ts';
import { SentRequests } from './support/sent-requests.ts';

/** How long others go on moving money, milliseconds: longer than the page waits between any two questions. */
const busyMs = 3_500;

/** No tab of a browser without a window is ever hidden: so the page is told that it is. */
async function hide(page: Page, isHidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperties(document, {
      hidden: { configurable: true, get: () => hidden },
      visibilityState: { configurable: true, get: () => (hidden ? 'hidden' : 'visible') },
    });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);
}

/** Moves money between A and B for a while, one transfer after the other; returns how many there were. */
async function moveMoney(sdk: Hub): Promise<number> {
  const beganMs = performance.now();
  let transfers = 0;
  while (performance.now() - beganMs < busyMs) {
    const back = transfers % 3 === 2;
    await sdk.transfer({ from: back ? 'B' : 'A', to: back ? 'A' : 'B', amount: '0.01' });
    transfers += 1;
  }
  return transfers;
}

/** Money as the page writes it. */
function written(balance: string): string {
  return balance.replace(/\B(?=(\d{3})+\.)/g, ',');
}

async function balanceOf(sdk: Hub, account: string): Promise<string> {
  const { accounts } = await sdk.get([account]);
  return written(accounts[0]?.balance ?? '');
}

async function newestSeq(sdk: Hub): Promise<string> {
  return String((await sdk.ping()).seq).replace(/\B(?=(\d{3})+$)/g, ',');
}

interface Look {
  readonly screen: string;
  /** Resolves when all of the screen that is asked for once is there. */
  readonly settled: (page: Page) => Promise<void>;
  /** Resolves when what it shows is right. */
  readonly right: (page: Page, sdk: Hub) => Promise<void>;
}

const liveRow = '.row:not(.head, .waiting, .old)';

const looks: readonly Look[] = [
  {
    screen: 'accounts',
    settled: (page) => expect.poll(() => page.locator(`${liveRow} .gain`).count()).toBe(3),
    right: async (page, sdk) => {
      await expect.poll(() => page.locator(liveRow).count()).toBe(3);
      for (const [place, id] of ['A', 'B', 'C'].entries()) {
        const balance = await balanceOf(sdk, id);
        await expect.poll(() => page.locator(liveRow).nth(place).textContent()).toContain(balance);
      }
      expect(await page.locator('.old').count()).toBe(0);
    },
  },
  {
    screen: 'account/A',
    settled: async (page) => {
      await page.locator('.figures:not(.old)').waitFor();
      await page.getByText('That is all.').waitFor();
    },
    right: async (page, sdk) => {
      const balance = await balanceOf(sdk, 'A');
      await page.locator('.figures:not(.old)').waitFor();
      await expect.poll(() => page.locator('#balance').textContent()).toBe(balance);
      await expect
        .poll(() => page.locator('.history tr.entry:nth-child(2) td:nth-child(5)').textContent())
        .toBe(balance);
      // The history has no hole: each version is one more than the one before.
      const seqs = await page.locator('.history tr.entry td:nth-child(6)').allTextContents();
      expect(seqs[0]).toBe(await newestSeq(sdk));
      const numbers = seqs.slice(0, 50).map((seq) => Number(seq.replaceAll(',', '')));
      expect(numbers).toEqual(numbers.map((_, place) => (numbers[0] ?? 0) - place));
    },
  },
  {
    screen: 'stream',
    settled: (page) => page.getByText('Waiting for a transaction').waitFor(),
    right: async (page, sdk) => {
      await sdk.transfer({ from: 'A', to: 'C', amount: '1', memo: 'seen again' });
      const seq = await newestSeq(sdk);
      await expect.poll(() => page.locator('tbody tr:first-child').textContent()).toContain(seq);
      await page.getByText('seen again').waitFor();
    },
  },
  {
    screen: 'hub',
    settled: (page) => page.locator('.books tbody tr').first().waitFor(),
    right: async (page, sdk) => {
      const seq = await newestSeq(sdk);
      await page.locator('.books small', { hasText: `as of seq ${seq},` }).waitFor();
      await page.locator('.tiles > div', { hasText: 'Seq' }).getByText(seq, { exact: true }).waitFor();
    },
  },
];

describe('a tab that is hidden', () => {
  for (const { screen, settled, right } of looks) {
    test(`asks for nothing at ${screen}, and is right once it is shown again`, async ({ browser }) => {
      await using hub = await ServerProcess.start();
      await using sdk = connect(hub.url);
      await using watched = await browser.open(`${hub.pageUrl}#/${screen}`);
      const { page } = watched;
      const sent = await SentRequests.of(page);
      await settled(page);
      expect((await sent.take()).map(({ t }) => t)).toContain('watch');
      await hide(page, true);
      await expect.poll(async () => (await sent.take()).map(({ t }) => t)).toContain('unwatch');
      await sent.takeAddresses();
      const transfers = await moveMoney(sdk);
      expect(transfers).toBeGreaterThan(20);
      expect(await sent.take()).toEqual([]);
      expect(await sent.takeAddresses()).toEqual([]);
      console.log(`${screen}: ${transfers} transfers while it was hidden, no request`);
      await hide(page, false);
      await right(page, sdk);
      expect((await sent.take()).map(({ t }) => t)).toContain('watch');
      expect(await page.locator('.standing').textContent()).toBe('live');
    });
  }
});

test('a tab that is opened hidden asks for nothing until it is looked at', async ({ browser }) => {
  await using hub = await ServerProcess.start();
  await using sdk = connect(hub.url);
  await using watched = await browser.open(hub.pageUrl);
  const { page } = watched;
  await page.addInitScript(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
  });
  const sent = await SentRequests.of(page);
  await page.getByText('live').first().waitFor();
  await moveMoney(sdk);
  expect(await sent.take()).toEqual([]);
  await hide(page, false);
  await expect.poll(() => page.locator(liveRow).count()).toBe(3);
});
