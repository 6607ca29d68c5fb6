import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { BalanceChange, Snapshot } from '../../client/sdk/changes.ts';
import { paints } from '../../client/terminal/format/paint.ts';
import { type LiveBurst, LiveFeed } from '../../client/terminal/live-feed.ts';
import { liveLine } from '../../client/terminal/live-line.ts';
import { Throttle } from '../../client/terminal/throttle.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function change(seq: number, account: string, balance: string, delta: string): BalanceChange {
  const state = { account, ledger: 'demo', asset: 'CNY', balance, available: balance, version: seq };
  return { kind: 'balance', seq, account: state, delta };
}
function snapshot(seq: number, balances: Readonly<Record<string, string>>): Snapshot {
  const accounts = Object.entries(balances).map(([id, balance]) => change(seq, id, balance, '').account);
  return { kind: 'snapshot', seq, accounts };
}
function begun(): { feed: LiveFeed; bursts: LiveBurst[] } {
  const bursts: LiveBurst[] = [];
  const feed = new LiveFeed((burst) => bursts.push(burst));
  feed.take(snapshot(1, { A: '10.00', B: '5.00' }));
  return { feed, bursts };
}

it('the first snapshot is no news', () => {
  const { bursts } = begun();
  vi.runAllTimers();
  expect(bursts).toEqual([]);
});

it('the changes of one transaction are shown together', () => {
  const { feed, bursts } = begun();
  const changes = [change(2, 'A', '9.00', '-1.00'), change(2, 'B', '6.00', '1.00')];
  for (const each of changes) feed.take(each);
  vi.runAllTimers();
  expect(bursts).toEqual([{ transactions: [changes], leftOut: 0 }]);
});

it('an own transaction is left out, whether its answer or its change comes first', () => {
  const { feed, bursts } = begun();
  feed.own(2);
  feed.take(change(2, 'A', '9.00', '-1.00'));
  feed.take(change(3, 'A', '8.00', '-1.00'));
  feed.own(3);
  vi.runAllTimers();
  expect(bursts).toEqual([]);
});

it('of a flood the newest transactions are shown, and the number of the others told', () => {
  const { feed, bursts } = begun();
  for (let seq = 2; seq < 1_002; seq += 1) {
    feed.take(change(seq, 'A', '9.00', '-1.00'));
    feed.take(change(seq, 'B', '6.00', '1.00'));
  }
  vi.runAllTimers();
  expect(bursts).toHaveLength(1);
  expect(bursts[0]?.transactions.at(-1)).toMatchObject([{ seq: 1_001 }, { seq: 1_001 }]);
  expect((bursts[0]?.transactions.length ?? 0) + (bursts[0]?.leftOut ?? 0)).toBe(1_000);
  expect(bursts[0]?.transactions.length).toBeLessThan(20);
  // What follows a flood waits until that can have been read.
  feed.take(change(2_000, 'A', '9.00', '-1.00'));
  vi.advanceTimersByTime(900);
  expect(bursts).toHaveLength(1);
  vi.advanceTimersByTime(100);
  expect(bursts).toHaveLength(2);
});

it('after a gap the accounts that changed meanwhile are shown by the difference', () => {
  const { feed, bursts } = begun();
  feed.take(snapshot(9, { A: '10.00', B: '7.50' }));
  vi.runAllTimers();
  const [changes = []] = bursts[0]?.transactions ?? [];
  expect(liveLine(changes, paints(false))).toBe('meanwhile B 7.50 (+2.50)');
});

it('what a transaction carries is made printable', () => {
  const tx = {
    ...{ seq: 2, at: '2026-01-31T12:00:00.000Z', key: 'k', by: 'anonymous', ledger: 'demo', amount: '1.00' },
    kind: 'deposit' as const,
    memo: 'a\u001b[2Jb',
    legs: [],
  };
  expect(liveLine([{ ...change(2, 'A', '11.00', '1.00'), tx }], paints(false))).toMatch(
    /^\d\d:\d\d:\d\d A 11\.00 \(\+1\.00\) deposit "a\\u\{1b\}\[2Jb"$/,
  );
});

it('a throttle runs at most once in its time, and once more for what came last', () => {
  let runs = 0;
  using throttle = new Throttle(() => {
    runs += 1;
  }, 100);
  for (let ms = 0; ms < 950; ms += 1) {
    throttle.ask();
    vi.advanceTimersByTime(1);
  }
  expect(runs).toBe(10);
  vi.runAllTimers();
  expect(runs).toBe(11);
});
