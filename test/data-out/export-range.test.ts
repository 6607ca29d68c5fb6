import { afterAll, beforeAll, expect, test } from 'vitest';
import { findRange, journalPages } from '../../client/data-out/journal-range.ts';
import { connect, type Hub } from '../../client/sdk/index.ts';
import type { Transaction } from '../../shared/transaction.ts';
import { ServerProcess } from '../support/server-process.ts';
import { florin, ndjson } from '../terminal/florin-process.ts';

let server: ServerProcess;
let hub: Hub;
beforeAll(async () => {
  server = await ServerProcess.start();
  hub = connect(server.url);
  await hub.createLedger({ ledger: 'other', asset: 'EUR', scale: 2 });
  await hub.open({ account: 'X', ledger: 'other' });
  await deposits(2_500);
});
afterAll(async () => {
  await hub.close();
  await server[Symbol.asyncDispose]();
});

/** Into two ledgers in turn. */
async function deposits(count: number): Promise<void> {
  const accounts = Array.from({ length: count }, (_, nth) => (nth % 2 === 0 ? 'X' : 'C'));
  await Promise.all(accounts.map((account) => hub.deposit({ account, amount: '0.01' })));
}

const everything = {
  ledger: undefined,
  period: { from: undefined, to: undefined },
  after: undefined,
  before: undefined,
};
const { signal } = new AbortController();

async function exported(...flags: readonly string[]): Promise<number[]> {
  const ran = await florin(server, ['export', 'transactions', '--format', 'ndjson', ...flags]);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  return ndjson(ran.stdout).map((row) => Number(Object(row).seq));
}

function upTo(last: number, first = 1): number[] {
  return Array.from({ length: last - first + 1 }, (_, nth) => first + nth);
}

test('all transactions come, in order, over any number of pages', async () => {
  const { seq } = await hub.ping();
  expect(seq).toBeGreaterThan(2_500);
  expect(await exported()).toEqual(upTo(seq));
});

test('what is committed after the range was fixed is not in it', async () => {
  const range = await findRange(hub, everything, signal);
  const { seq } = await hub.ping();
  expect(range).toMatchObject({ first: 1, last: seq });
  await deposits(10);
  const txs: Transaction[] = [];
  for await (const page of journalPages(hub, range, signal)) txs.push(...page.txs);
  expect(txs.map((tx) => tx.seq)).toEqual(upTo(seq));
});

test('seqs bound it, both exclusive', async () => {
  expect(await exported('--after', '10', '--before', '1500')).toEqual(upTo(1_499, 11));
  expect(await exported('--after', '10', '--before', '11')).toEqual([]);
  expect(await exported('--after', '99999999')).toEqual([]);
});

test('times bound it: from one on, and before the other', async () => {
  const { txs } = await hub.journal({ after: 100, limit: 1_000 });
  const [from, to] = [txs[0]?.at ?? '', txs.at(-1)?.at ?? ''];
  const inside: number[] = [];
  let after: number | null = 0;
  while (after !== null) {
    const page: Awaited<ReturnType<Hub['journal']>> = await hub.journal({ after, limit: 1_000 });
    inside.push(...page.txs.filter(({ at }) => at >= from && at < to).map(({ seq }) => seq));
    after = page.next;
  }
  expect(inside.length).toBeGreaterThan(0);
  expect(await exported('--from', from, '--to', to)).toEqual(inside);
  expect(await exported('--from', '2999-01-01')).toEqual([]);
});

test('a ledger bounds it', async () => {
  const rows = ndjson(
    (await florin(server, ['export', 'transactions', '--format', 'ndjson', '--ledger', 'other'])).stdout,
  );
  const { ledgers } = await hub.trial('other');
  expect(rows.length).toBe(ledgers[0]?.transactions);
  expect(new Set(rows.map((row) => String(Object(row).ledger)))).toEqual(new Set(['other']));
});

test.each([
  [['transactions', '--ledger', 'nowhere'], 1, 'Unknown ledger: there is no ledger nowhere'],
  [['transactions', '--format', 'parquet'], 2, 'name it with --out'],
  [['accounts', '--after', '5'], 2, 'accounts are exported as they are now'],
  [['transactions', '--from', 'yesterday'], 2, 'Give a time in UTC'],
  [['transactions', '--from', '2026-02-01', '--to', '2026-01-01'], 2, '--from has to be before --to'],
  [['transactions', '--from', '2026-02-01', '--after', '5'], 2, 'cannot be used with'],
  [['transactions', '--after', '-1'], 2, 'Give a seq'],
  [['sums'], 2, 'Allowed'],
])('%j is told what is wrong with it', async (words, code, said) => {
  const ran = await florin(server, ['export', ...words]);
  expect(ran).toMatchObject({ code, stdout: '' });
  expect(ran.stderr.replace(/\s+/g, ' ')).toContain(said);
});

test('without a hub stdout stays empty, for it is the export', async () => {
  const ran = await florin({ url: 'ws://127.0.0.1:1/ws' }, ['export', 'transactions', '--timeout', '0.2']);
  expect(ran).toMatchObject({ code: 3, stdout: '' });
  expect(ran.stderr).toContain('Cannot connect');
});
