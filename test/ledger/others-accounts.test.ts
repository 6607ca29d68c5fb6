import { expect, test } from 'vitest';
import { decideTogether } from '../../server/ledger/decide-together.ts';
import { type Account, emptyState, type State } from '../../server/ledger/state.ts';
import { Unwalkable } from '../support/unwalkable.ts';
import { byHub, codeOf, command, noon } from './bank.ts';

/** Two ledgers, of which `bank` has A with 1, B with 50, C with 8 and a closed D. */
function twoLedgers(): State {
  const state = { ...emptyState(), accounts: new Unwalkable<Account>() };
  for (const ledger of ['other', 'bank']) byHub(state, { t: 'ledger', ledger, asset: 'CNY', scale: 0 });
  for (const account of ['X', 'Y']) byHub(state, { t: 'open', account, ledger: 'other' });
  byHub(state, { t: 'deposit', account: 'X', amount: '1000' });
  for (const account of ['A', 'B', 'C', 'D']) byHub(state, { t: 'open', account, ledger: 'bank' });
  for (const [account, amount] of [
    ['A', '1'],
    ['B', '50'],
    ['C', '8'],
  ]) {
    byHub(state, { t: 'deposit', account, amount });
  }
  byHub(state, { t: 'close', account: 'D' });
  return state;
}

const rules = (kind: 'none' | 'peers') => ({ t: 'rules', ledger: 'bank', rules: { kind } });

test('a ledger comes under peers without a look at the accounts of others (R42)', () => {
  const state = twoLedgers();
  for (const kind of ['peers', 'none', 'peers'] as const) byHub(state, rules(kind));
  // Half of 1 + 50 + 8 without the smallest, which is not the closed one's 0; the largest beside B is C.
  expect(codeOf(state, { t: 'deposit', account: 'A', amount: '29' })).toBe(undefined);
  expect(codeOf(state, { t: 'deposit', account: 'A', amount: '30' })).toBe('limit_deposit');
  expect(codeOf(state, { t: 'withdraw', account: 'B', amount: '8' })).toBe(undefined);
  expect(codeOf(state, { t: 'withdraw', account: 'B', amount: '9' })).toBe('limit_withdraw');
});

test('nor does taking that back look at them, and an account that was not opened is no peer (R42, R122)', () => {
  const state = twoLedgers();
  byHub(state, rules('peers'));
  const batch = [
    rules('none'),
    { t: 'open', account: 'E', ledger: 'bank' },
    { t: 'deposit', account: 'E', amount: '500' },
    { t: 'withdraw', account: 'A', amount: '2' },
  ].map((fields, nth) => command({ ...fields, id: nth, key: `batch-${nth}` }));
  const decisions = decideTogether(state, batch, 'anonymous', noon);
  expect(decisions.at(-1)).toMatchObject({ code: 'insufficient_funds' });
  expect(codeOf(state, { t: 'withdraw', account: 'B', amount: '9' })).toBe('limit_withdraw');
  expect(state.ledgers.get('bank')?.accounts.map(({ id }) => id)).toEqual(['A', 'B', 'C', 'D']);
});
