import { expect, test } from 'vitest';
import { apply } from '../../server/ledger/apply.ts';
import { decide } from '../../server/ledger/decide.ts';
import { recordOf } from '../../server/ledger/record.ts';
import { emptyState } from '../../server/ledger/state.ts';
import { formatMoney, minorMax } from '../../shared/money.ts';
import { bankOf, byHub, codeOf, command, noon, submit } from './bank.ts';

const none = { kind: 'none' } as const;

function recordedBy(state: ReturnType<typeof bankOf>, fields: Record<string, unknown>): unknown {
  return JSON.parse(recordOf(submit(state, fields)));
}

test('a deposit moves from the system account, a withdrawal to it, the giver first (R31, R32)', () => {
  const state = bankOf(none, 2, { A: '100' });
  expect(recordedBy(state, { t: 'deposit', account: 'A', amount: '5' })).toEqual({
    seq: 4,
    at: '2026-01-31T12:00:00.000Z',
    key: 'key',
    kind: 'deposit',
    by: 'anonymous',
    ledger: 'bank',
    amount: '5.00',
    legs: [
      { account: '@world:bank', delta: '-5.00', balance: '-105.00', available: '-105.00', version: 2 },
      { account: 'A', delta: '5.00', balance: '105.00', available: '105.00', version: 2 },
    ],
  });
  expect(recordedBy(state, { t: 'withdraw', account: 'A', amount: '105' })).toMatchObject({
    legs: [
      { account: 'A', delta: '-105.00', balance: '0.00', version: 3 },
      { account: '@world:bank', delta: '105.00', balance: '0.00', version: 3 },
    ],
  });
});

test('what is held can neither be withdrawn nor transferred, and shows in available (R39)', () => {
  const state = bankOf(none, 2, { A: '10', B: '0' });
  submit(state, { t: 'hold', from: 'A', to: 'B', amount: '4' });
  expect(submit(state, { t: 'transfer', from: 'A', to: 'B', amount: '6.01' })).toMatchObject({
    code: 'insufficient_funds',
    message: 'A has 6.00 available, 6.01 asked',
  });
  expect(recordedBy(state, { t: 'withdraw', account: 'A', amount: '5' })).toMatchObject({
    legs: [{ balance: '5.00', available: '1.00' }, { account: '@world:bank' }],
  });
});

test('ledger and open take a seq and have no legs, and a new account is at version 0 (R33)', () => {
  const state = bankOf(none, 2, {});
  expect(recordedBy(state, { t: 'open', account: 'A', ledger: 'bank' })).toEqual({
    seq: 2,
    at: '2026-01-31T12:00:00.000Z',
    key: 'key',
    kind: 'open',
    by: 'anonymous',
    ledger: 'bank',
    account: 'A',
    legs: [],
  });
  const rules = { kind: 'fixed', maxDeposit: '5' };
  expect(recordedBy(state, { t: 'ledger', ledger: 'shop', asset: 'EUR', scale: 0, rules })).toMatchObject({
    seq: 3,
    kind: 'ledger',
    ledger: 'shop',
    asset: 'EUR',
    scale: 0,
    rules,
    legs: [],
  });
  expect(state.accounts.get('A')?.version).toBe(0);
});

test('memo, deadline and expect are part of the transaction that they came with (R37)', () => {
  const given = {
    memo: 'for "A" \\ 房租',
    deadline: '2026-01-31T12:00:01Z',
    expect: { A: 1, '@world:bank': 1 },
  };
  const state = bankOf(none, 0, { A: '1' });
  expect(recordedBy(state, { t: 'deposit', account: 'A', amount: '1', ...given })).toMatchObject(given);
});

test('a command may be expected at versions of accounts of any ledger (R36)', () => {
  const state = bankOf(none, 0, { A: '1', B: '0' });
  byHub(state, { t: 'ledger', ledger: 'gold', asset: 'XAU', scale: 0 });
  byHub(state, { t: 'open', account: 'G', ledger: 'gold' });
  const transfer = { t: 'transfer', from: 'A', to: 'B', amount: '1' };
  expect(codeOf(state, { ...transfer, expect: { A: 1, B: 0, G: 0, '@world:gold': 0 } })).toBe(undefined);
  expect(submit(state, { ...transfer, expect: { G: 3 } })).toMatchObject({
    code: 'conflict',
    message: 'G is at version 0, 3 expected',
  });
});

test('a deadline counts to its last millisecond (R35)', () => {
  const state = bankOf(none, 0, { A: '1' });
  const asked = command({ t: 'deposit', account: 'A', amount: '1', deadline: '2026-01-31T12:00:00Z' });
  expect(decide(state, asked, 'anonymous', noon).kind).toBe('deposit');
  expect(decide(state, asked, 'anonymous', noon + 1)).toMatchObject({ kind: 'refusal', code: 'expired' });
});

test('a clock that goes back does not take time with it (R17)', () => {
  const state = bankOf(none, 0, { A: '1' });
  const decision = submit(state, { t: 'deposit', account: 'A', amount: '1' }, 'anonymous', noon - 5_000);
  expect(decision.atMs).toBe(noon);
});

test('account ids are unique across ledgers (R12)', () => {
  const state = bankOf(none, 0, { A: '1' });
  byHub(state, { t: 'ledger', ledger: 'gold', asset: 'XAU', scale: 0 });
  expect(codeOf(state, { t: 'open', account: 'A', ledger: 'gold' })).toBe('account_exists');
});

test('open without a ledger means main (R51)', () => {
  const state = emptyState();
  expect(submit(state, { t: 'open', account: 'A' })).toMatchObject({
    code: 'unknown_ledger',
    message: 'there is no ledger main',
  });
  byHub(state, { t: 'ledger', ledger: 'main', asset: 'CNY', scale: 2 });
  byHub(state, { t: 'open', account: 'A' });
  expect(state.accounts.get('A')?.ledger.id).toBe('main');
});

test.each([0, 2, 12])('the last unit of 64 bits fits at scale %i, one more does not (R11)', (scale) => {
  const state = bankOf(none, scale, { A: '0', B: '0' });
  const ask = (minor: bigint, account = 'A'): Record<string, unknown> => ({
    t: 'deposit',
    account,
    amount: formatMoney(minor, scale),
  });
  expect(codeOf(state, ask(minorMax + 1n))).toBe('overflow');
  byHub(state, ask(minorMax));
  expect(codeOf(state, ask(1n))).toBe('overflow');
  // The system account has one unit of room left, on the negative side, and then none.
  byHub(state, ask(1n, 'B'));
  expect(codeOf(state, ask(1n, 'B'))).toBe('overflow');
  expect(codeOf(state, { t: 'transfer', from: 'B', to: 'A', amount: formatMoney(1n, scale) })).toBe(
    'overflow',
  );
});

test('an amount has no more decimals than the ledger, not even zeros (R11)', () => {
  const state = bankOf(none, 2, { A: '1' });
  expect(codeOf(state, { t: 'deposit', account: 'A', amount: '1.00' })).toBe(undefined);
  expect(submit(state, { t: 'deposit', account: 'A', amount: '1.000' })).toMatchObject({
    code: 'amount_precision',
    message: 'CNY has 2 decimals at most',
  });
});

test.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
  'an account may be named %s, and is unknown until it is open',
  (account) => {
    const state = bankOf(none, 0, {});
    expect(codeOf(state, { t: 'deposit', account, amount: '1' })).toBe('unknown_account');
    byHub(state, { t: 'open', account, ledger: 'bank' });
    expect(codeOf(state, { t: 'deposit', account, amount: '1', expect: { [account]: 0 } })).toBe(undefined);
  },
);

test('what does not follow the state is not applied', () => {
  const state = bankOf(none, 0, { A: '5' });
  const asked = command({ t: 'withdraw', account: 'A', amount: '4' });
  const first = decide(state, asked, 'anonymous', noon);
  const second = decide(state, asked, 'anonymous', noon);
  if (first.kind === 'refusal' || second.kind === 'refusal') throw new Error('both are allowed');
  apply(state, first);
  expect(() => apply(state, second)).toThrow('transaction 4 after 4');
  expect(() => apply(state, { ...second, seq: 5 })).toThrow('does not hold what the transaction says');
  expect(() => apply(state, { ...second, seq: 5, atMs: noon - 1 })).toThrow('older than the one before');
});
