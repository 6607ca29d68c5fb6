import { expect, test } from 'vitest';
import { Snapshot } from '../../server/gateway/snapshot.ts';
import { type Account, emptyState } from '../../server/ledger/state.ts';
import { bankOf, byHub } from '../ledger/bank.ts';
import { Unwalkable } from '../support/unwalkable.ts';

test('a snapshot of a ledger holds its accounts, closed ones too, without a look at those of others (R80)', () => {
  const state = { ...emptyState(), accounts: new Unwalkable<Account>() };
  for (const ledger of ['other', 'bank']) byHub(state, { t: 'ledger', ledger, asset: 'CNY', scale: 2 });
  for (const [account, ledger] of [
    ['Z', 'other'],
    ['B', 'bank'],
    ['Y', 'other'],
    ['A', 'bank'],
    ['C', 'bank'],
  ]) {
    byHub(state, { t: 'open', account, ledger });
  }
  byHub(state, { t: 'deposit', account: 'A', amount: '12.50' });
  byHub(state, { t: 'close', account: 'C' });
  const snapshot = new Snapshot(state, { kind: 'ledger', ledger: 'bank' });
  expect(snapshot.size).toBe(3);
  expect(JSON.parse(`[${snapshot.part(0, 10)}]`)).toMatchObject([
    { account: 'B', ledger: 'bank', balance: '0.00', version: 0 },
    { account: 'A', ledger: 'bank', balance: '12.50', version: 1 },
    { account: 'C', ledger: 'bank', closed: true },
  ]);
  expect(new Snapshot(state, { kind: 'ledger', ledger: 'none' }).size).toBe(0);
});

/** Counts how often it is asked. */
class Counting extends Map<string, number> {
  asked = 0;

  override get(id: string): number | undefined {
    this.asked += 1;
    return super.get(id);
  }
}

test('what was touched since a seq is told to each watch of a snapshot, and looked for once (R84, R86)', () => {
  const state = bankOf({ kind: 'none' }, 2, { A: '1', B: '0', C: '0', D: '0' });
  const { seq } = state;
  const touches = new Counting([
    ['B', seq - 2],
    ['gone', seq - 1],
    ['D', seq],
    ['A', seq - 3],
  ]);
  const snapshot = new Snapshot(state, { kind: 'everything' });
  const since = (before: number): string[] => {
    const texts = snapshot.touchedSince(seq - before, touches, 1_000) ?? new Map();
    for (const [id, text] of texts) expect(JSON.parse(text)).toMatchObject({ account: id, ledger: 'bank' });
    return [...texts.keys()].sort();
  };
  expect([0, 1, 2, 3, 4].map(since)).toEqual([[], ['D'], ['D'], ['B', 'D'], ['A', 'B', 'D']]);
  expect(touches.asked).toBe(4);

  const [text = ''] = snapshot.touchedSince(seq - 1, touches, 1_000)?.values() ?? [];
  expect(snapshot.touchedSince(seq - 1, touches, text.length)?.size).toBe(1);
  expect(snapshot.touchedSince(seq - 1, touches, text.length - 1)).toBeUndefined();
  expect(snapshot.touchedSince(seq, touches, 0)?.size).toBe(0);
});
