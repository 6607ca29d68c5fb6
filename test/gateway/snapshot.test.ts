import { expect, test } from 'vitest';
import { Snapshots } from '../../server/gateway/snapshot.ts';
import { type Account, emptyState } from '../../server/ledger/state.ts';
import { byHub } from '../ledger/bank.ts';
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
  const snapshot = new Snapshots(10).take(state, { kind: 'ledger', ledger: 'bank' });
  expect(snapshot?.size).toBe(3);
  expect(JSON.parse(`[${snapshot?.part(0, 10)}]`)).toMatchObject([
    { account: 'B', ledger: 'bank', balance: '0.00', version: 0 },
    { account: 'A', ledger: 'bank', balance: '12.50', version: 1 },
    { account: 'C', ledger: 'bank', closed: true },
  ]);
  expect(new Snapshots(10).take(state, { kind: 'ledger', ledger: 'none' })?.size).toBe(0);
});
