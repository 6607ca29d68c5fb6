import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { connect } from '../../client/sdk/index.ts';
import { ServerProcess } from '../support/server-process.ts';
import { seriousProblems } from './support/accessibility.ts';
import { test } from './support/browser-test.ts';
import { scrolledSideways } from './support/overflow.ts';

const height = 800;
/** Colours are a scheme's, the layout is a width's: each is seen once. */
const looks = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 360 },
] as const;
/** WCAG 2.2, 1.4.10. */
const narrowWidth = 320;

/** As long as a name and a memo may be, with nothing to break a line at. */
const longName = 'W'.repeat(64);
const otherLongName = `${'W'.repeat(63)}X`;
const longMemo = 'M'.repeat(140);
const hugeAmount = '900000000000000.00';

let hub: ServerProcess;
let emptyHub: ServerProcess;
beforeAll(async () => {
  hub = await ServerProcess.start();
  emptyHub = await ServerProcess.start({ args: ['--no-demo'] });
  await using sdk = connect(hub.url);
  for (const account of [longName, otherLongName]) await sdk.open({ account });
  await sdk.createLedger({ ledger: 'L'.repeat(64), asset: 'USD', scale: 12 });
  await sdk.deposit({ account: longName, amount: hugeAmount, memo: longMemo });
  await sdk.transfer({ from: longName, to: otherLongName, amount: '123456789012.34', memo: longMemo });
  for (let amount = 1; amount <= 5; amount += 1) {
    await sdk.transfer({ from: 'A', to: 'B', amount: `${amount}.00`, memo: `number ${amount}` });
  }
  await sdk.withdraw({ account: 'A', amount: '10' });
  await sdk.hold({ from: longName, to: otherLongName, amount: '123456789012.34', memo: longMemo });
  await sdk.freeze({ account: longName, side: 'credit', memo: longMemo });
  await sdk.setRules({
    account: longName,
    rules: { kind: 'fixed', maxPerDay: hugeAmount, maxTransfer: hugeAmount, minBalance: '0.00' },
  });
  for (let nth = 0; nth < 24; nth += 1)
    await sdk.transfer({ from: 'B', to: 'C', amount: String(1 + (nth % 3)) });
  const { seq } = await sdk.transfer({ from: 'B', to: 'C', amount: '100', memo: longMemo });
  await sdk.reverse({ tx: seq, amount: '50', memo: longMemo });
  await sdk.hold({ from: 'B', to: 'C', amount: '5', expires: '2099-01-31T12:00:00Z' });
  await sdk.freeze({ account: 'C', side: 'debit' });
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await emptyHub[Symbol.asyncDispose]();
});

/** Something that the page can show. */
interface Sight {
  readonly name: string;
  readonly hash: string;
  readonly isEmpty?: boolean;
  /** Brings it about, once the page is live; resolves when it is there. */
  readonly reach: (page: Page) => Promise<unknown>;
}

async function openForm(page: Page, kind: string): Promise<void> {
  await page.getByRole('button', { name: 'Move money' }).click();
  await page.locator('.kinds').getByText(kind, { exact: true }).click();
}

/** Fills in fields by their labels, leaving each. */
async function fill(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  const dialog = page.getByRole('dialog');
  for (const [label, text] of Object.entries(fields)) {
    await dialog.getByLabel(label, { exact: true }).fill(text);
    await dialog.getByLabel(label, { exact: true }).blur();
  }
}

async function send(page: Page, fields: Readonly<Record<string, string>>, outcome: string): Promise<void> {
  await fill(page, fields);
  await page.locator('dialog button.main').click();
  await page.locator('.outcome').getByText(outcome, { exact: true }).waitFor();
}

let opened = 0;
/** Names that nobody has used. */
function newName(): string {
  opened += 1;
  return `new-${opened}`;
}

const problem = (page: Page): Promise<void> => page.locator('.field .problem').first().waitFor();

const formSights: readonly Sight[] = [
  ...['Deposit', 'Withdraw', 'Transfer', 'Open'].map((kind) => ({
    name: `the form, ${kind}`,
    hash: 'accounts',
    reach: (page: Page) => openForm(page, kind),
  })),
  ...(
    [
      ['Deposit', { Into: 'A', Amount: '1.234' }],
      ['Withdraw', { From: 'A', Amount: 'a lot' }],
      ['Transfer', { From: 'A', To: 'A', Amount: '0' }],
      ['Open', { Name: 'no name' }],
    ] as const
  ).map(([kind, fields]) => ({
    name: `the form, ${kind}, with a problem`,
    hash: 'accounts',
    reach: async (page: Page) => {
      await openForm(page, kind);
      await fill(page, fields);
      await problem(page);
    },
  })),
  ...['Hold', 'Capture', 'Release', 'Reverse', 'Freeze', 'Unfreeze', 'Close', 'Limits'].map((kind) => ({
    name: `the form, ${kind}`,
    hash: 'accounts',
    reach: async (page: Page) => {
      await openForm(page, 'Transfer');
      await page.getByLabel('Something else').selectOption({ label: kind });
      await page.locator('dialog button.main').click();
    },
  })),
  {
    name: 'the form with a problem in its line',
    hash: 'accounts',
    reach: async (page) => {
      await openForm(page, 'Transfer');
      await page.getByLabel('Or type it').fill('A to B please');
      await page.getByLabel('Or type it').press('Enter');
      await page.locator('#line-problem').getByText('Try').waitFor();
    },
  },
  ...(
    [
      ['Deposit', () => ({ Into: 'A', Amount: '1' })],
      ['Withdraw', () => ({ From: 'A', Amount: '1' })],
      ['Transfer', () => ({ From: 'B', To: 'C', Amount: '1', Memo: 'rent' })],
      ['Open', () => ({ Name: newName() })],
    ] as const
  ).map(([kind, fields]) => ({
    name: `the form, ${kind}, with an outcome`,
    hash: 'accounts',
    reach: async (page: Page) => {
      await openForm(page, kind);
      await send(page, fields(), 'Committed');
    },
  })),
  {
    name: 'the form with a refusal',
    hash: 'accounts',
    reach: async (page) => {
      await openForm(page, 'Withdraw');
      await send(page, { From: 'C', Amount: '10000' }, 'Refused');
    },
  },
  {
    name: 'the form with an unknown outcome',
    hash: 'accounts',
    reach: async (page) => {
      await page.evaluate((account) => {
        const command = { t: 'deposit', id: 0, key: 'k'.repeat(64), account, amount: '123456789012.34' };
        const kept = [{ command, epoch: 'e', principal: 'till-3' }];
        sessionStorage.setItem('florin.orders', JSON.stringify(kept));
      }, longName);
      await page.reload();
      await page.getByText('1 unknown').click();
      await page.getByText('Forget it…').click();
      await page.getByText('meant for another journal').waitFor();
    },
  },
];

const screenSights: readonly Sight[] = [
  {
    name: 'the accounts',
    hash: 'accounts',
    reach: (page) => page.locator('.row:not(.head, .waiting, .old) .gain').first().waitFor(),
  },
  {
    name: 'the accounts without one found',
    hash: 'accounts',
    reach: async (page) => {
      await page.getByRole('searchbox').fill(`${longName}W`);
      await page.getByText('No account’s name').waitFor();
    },
  },
  {
    name: 'the empty list',
    hash: 'accounts',
    isEmpty: true,
    reach: (page) => page.getByText('No accounts yet').waitFor(),
  },
  {
    name: 'an account',
    hash: 'account/A',
    reach: async (page) => {
      await page.getByText('That is all.').waitFor();
      await page.locator('line-chart canvas').waitFor();
    },
  },
  {
    name: 'an account of a long name and much money',
    hash: `account/${longName}`,
    reach: (page) => page.getByText('That is all.').waitFor(),
  },
  {
    name: 'an account with a hold and what is unusual',
    hash: 'account/B',
    reach: async (page) => {
      await page.getByText('That is all.').waitFor();
      await page.locator('.entry .flag').waitFor();
    },
  },
  {
    name: 'the menu of an account',
    hash: `account/${longName}`,
    reach: async (page) => {
      await page.getByText('Limits of its own').waitFor();
      await page.locator('.menu summary').click();
      await page.locator('.menu').getByRole('button', { name: 'Unfreeze' }).waitFor();
    },
  },
  {
    name: 'an account where nothing has moved',
    hash: 'account/idle',
    reach: async (page) => {
      await using sdk = connect(hub.url);
      await sdk.open({ account: 'idle', key: 'idle.opened' });
      await page.reload();
      await page.locator('.figures:not(.old)').waitFor();
    },
  },
  {
    name: 'an unknown account',
    hash: `account/${'Z'.repeat(64)}`,
    reach: (page) => page.getByText('No such account').waitFor(),
  },
  {
    name: 'the stream, quiet',
    hash: 'stream',
    isEmpty: true,
    reach: (page) => page.getByText('Waiting').waitFor(),
  },
  {
    name: 'the stream',
    hash: 'stream',
    reach: async (page) => {
      await page.getByText('Waiting').waitFor();
      await using sdk = connect(hub.url);
      await sdk.deposit({ account: 'B', amount: '1', memo: 'coin' });
      await sdk.transfer({ from: longName, to: otherLongName, amount: '123456789012.34', memo: longMemo });
      await sdk.withdraw({ account: 'B', amount: '1' });
      await expect.poll(() => page.locator('.stream tbody tr:not(.gap)').count()).toBe(3);
    },
  },
  {
    name: 'the stream of what moves nothing',
    hash: 'stream',
    reach: async (page) => {
      await page.getByText('Waiting').waitFor();
      await using sdk = connect(hub.url);
      const { seq: hold } = await sdk.hold({
        from: longName,
        to: otherLongName,
        amount: '5',
        memo: longMemo,
      });
      await sdk.hold({ from: 'A', to: 'B', amount: '1' });
      await sdk.release({ hold });
      await sdk.freeze({ account: longName, side: 'credit' });
      await expect.poll(() => page.locator('.stream tbody tr:not(.gap)').count()).toBe(4);
    },
  },
  {
    name: 'the hub',
    hash: 'hub',
    reach: async (page) => {
      await page.locator('.books tbody tr').first().waitFor();
      await page.locator('line-chart canvas').first().waitFor();
      await page.locator('.tiles').getByText('MiB').waitFor();
    },
  },
];

const narrowSights: readonly Sight[] = [
  ...screenSights,
  ...formSights,
  {
    name: 'the form with all that is long',
    hash: 'accounts',
    reach: async (page) => {
      await openForm(page, 'Transfer');
      const fields = { From: longName, To: otherLongName, Amount: '123456789012.34', Memo: longMemo };
      await send(page, fields, 'Committed');
    },
  },
];

function addressOf({ hash, isEmpty = false }: Sight): string {
  return `${(isEmpty ? emptyHub : hub).pageUrl}#/${hash}`;
}

describe('nobody is locked out of', () => {
  for (const sight of [...screenSights, ...formSights]) {
    test(sight.name, async ({ browser }) => {
      for (const { colorScheme, width } of looks) {
        await using watched = await browser.open(addressOf(sight), {
          colorScheme,
          // What fades is judged when it has.
          reducedMotion: 'reduce',
          viewport: { width, height },
        });
        const { page } = watched;
        await page.getByText('live').first().waitFor();
        await sight.reach(page);
        expect.soft(await seriousProblems(page), `${colorScheme}, ${width} px`).toEqual([]);
      }
    });
  }
});

describe('nothing has to be scrolled sideways on a small screen at', () => {
  for (const sight of narrowSights) {
    test(sight.name, async ({ browser }) => {
      await using watched = await browser.open(addressOf(sight), {
        viewport: { width: narrowWidth, height },
      });
      const { page } = watched;
      await page.getByText('live').first().waitFor();
      await sight.reach(page);
      expect(await scrolledSideways(page)).toEqual([]);
    });
  }
});
