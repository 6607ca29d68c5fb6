import { expect, test } from 'vitest';
import { emptyState, type State } from '../../server/ledger/state.ts';
import type { ErrorCode } from '../../shared/codes.ts';
import { byHub, codeOf, submit } from './bank.ts';

const past = '2026-01-31T11:59:59.999Z';

/** Ledger `cash` (scale 2, limits of 50.00) with A 20.00 and B 0.00; ledger `gold` (scale 0) with G 5. */
function bank(): State {
  const state = emptyState();
  const rules = { kind: 'fixed', maxDeposit: '50', maxWithdraw: '50', maxTransfer: '50' };
  byHub(state, { t: 'ledger', ledger: 'cash', asset: 'EUR', scale: 2, rules });
  byHub(state, { t: 'ledger', ledger: 'gold', asset: 'XAU', scale: 0 });
  byHub(state, { t: 'open', account: 'A', ledger: 'cash' });
  byHub(state, { t: 'open', account: 'B', ledger: 'cash' });
  byHub(state, { t: 'open', account: 'G', ledger: 'gold' });
  byHub(state, { t: 'deposit', account: 'A', amount: '20' });
  byHub(state, { t: 'deposit', account: 'G', amount: '5' });
  return state;
}

interface Pair {
  readonly earlier: ErrorCode;
  readonly later: ErrorCode;
  /** Breaks both checks. */
  readonly asked: Record<string, unknown>;
  /** What to change so that only the later check is broken. */
  readonly mended: Record<string, unknown>;
}

const tooMuch = '99999999999999999999';
const tooFine = '1.001';
const tooMuchAndTooFine = '99999999999999999999.001';

const transfer = { t: 'transfer', from: 'A', to: 'B', amount: '1' };
const deposit = { t: 'deposit', account: 'A', amount: '1' };
const withdraw = { t: 'withdraw', account: 'A', amount: '1' };
const open = { t: 'open', account: 'N', ledger: 'cash' };
const ledger = { t: 'ledger', ledger: 'new', asset: 'USD', scale: 2 };
const fixed = (maxDeposit: string): unknown => ({ kind: 'fixed', maxDeposit });

const pairs: readonly Pair[] = [
  // transfer
  {
    earlier: 'expired',
    later: 'unknown_account',
    asked: { ...transfer, to: 'nobody', deadline: past },
    mended: { deadline: undefined },
  },
  {
    earlier: 'unknown_account',
    later: 'same_account',
    asked: { ...transfer, from: 'nobody', to: 'nobody' },
    mended: { from: 'A', to: 'A' },
  },
  {
    earlier: 'same_account',
    later: 'conflict',
    asked: { ...transfer, to: 'A', expect: { A: 9 } },
    mended: { to: 'B' },
  },
  {
    earlier: 'unknown_account',
    later: 'ledger_mismatch',
    asked: { ...transfer, from: 'nobody', to: 'G' },
    mended: { from: 'A' },
  },
  {
    earlier: 'ledger_mismatch',
    later: 'unknown_account',
    asked: { ...transfer, to: 'G', expect: { nobody: 0 } },
    mended: { to: 'B' },
  },
  {
    earlier: 'ledger_mismatch',
    later: 'conflict',
    asked: { ...transfer, to: 'G', expect: { A: 9 } },
    mended: { to: 'B' },
  },
  {
    earlier: 'unknown_account',
    later: 'conflict',
    asked: { ...transfer, expect: { A: 9, nobody: 0 } },
    mended: { expect: { A: 9 } },
  },
  {
    earlier: 'conflict',
    later: 'amount_precision',
    asked: { ...transfer, amount: tooFine, expect: { A: 9 } },
    mended: { expect: { A: 1 } },
  },
  {
    earlier: 'amount_precision',
    later: 'overflow',
    asked: { ...transfer, amount: tooMuchAndTooFine },
    mended: { amount: tooMuch },
  },
  {
    earlier: 'overflow',
    later: 'limit_transfer',
    asked: { ...transfer, amount: tooMuch },
    mended: { amount: '50.01' },
  },
  {
    earlier: 'limit_transfer',
    later: 'insufficient_funds',
    asked: { ...transfer, amount: '50.01' },
    mended: { amount: '20.01' },
  },
  // deposit
  {
    earlier: 'expired',
    later: 'unknown_account',
    asked: { ...deposit, account: 'nobody', deadline: past },
    mended: { deadline: undefined },
  },
  {
    earlier: 'unknown_account',
    later: 'conflict',
    asked: { ...deposit, account: 'nobody', expect: { A: 9 } },
    mended: { account: 'B' },
  },
  {
    earlier: 'conflict',
    later: 'amount_precision',
    asked: { ...deposit, amount: tooFine, expect: { A: 9 } },
    mended: { expect: { A: 1 } },
  },
  {
    earlier: 'amount_precision',
    later: 'overflow',
    asked: { ...deposit, amount: tooMuchAndTooFine },
    mended: { amount: tooMuch },
  },
  {
    earlier: 'overflow',
    later: 'limit_deposit',
    asked: { ...deposit, amount: tooMuch },
    mended: { amount: '50.01' },
  },
  // withdraw
  {
    earlier: 'expired',
    later: 'unknown_account',
    asked: { ...withdraw, account: 'nobody', deadline: past },
    mended: { deadline: undefined },
  },
  {
    earlier: 'unknown_account',
    later: 'conflict',
    asked: { ...withdraw, account: 'nobody', expect: { A: 9 } },
    mended: { account: 'B' },
  },
  {
    earlier: 'conflict',
    later: 'amount_precision',
    asked: { ...withdraw, amount: tooFine, expect: { A: 9 } },
    mended: { expect: { A: 1 } },
  },
  {
    earlier: 'amount_precision',
    later: 'overflow',
    asked: { ...withdraw, amount: tooMuchAndTooFine },
    mended: { amount: tooMuch },
  },
  {
    earlier: 'overflow',
    later: 'limit_withdraw',
    asked: { ...withdraw, amount: tooMuch },
    mended: { amount: '50.01' },
  },
  {
    earlier: 'limit_withdraw',
    later: 'insufficient_funds',
    asked: { ...withdraw, amount: '50.01' },
    mended: { amount: '20.01' },
  },
  // open
  {
    earlier: 'expired',
    later: 'unknown_ledger',
    asked: { ...open, ledger: 'none', deadline: past },
    mended: { deadline: undefined },
  },
  {
    earlier: 'unknown_ledger',
    later: 'account_exists',
    asked: { ...open, ledger: 'none', account: 'A' },
    mended: { ledger: 'gold' },
  },
  {
    earlier: 'account_exists',
    later: 'conflict',
    asked: { ...open, account: 'A', expect: { A: 9 } },
    mended: { account: 'N' },
  },
  // ledger
  {
    earlier: 'expired',
    later: 'ledger_exists',
    asked: { ...ledger, ledger: 'cash', deadline: past },
    mended: { deadline: undefined },
  },
  {
    earlier: 'ledger_exists',
    later: 'conflict',
    asked: { ...ledger, ledger: 'cash', expect: { A: 9 } },
    mended: { ledger: 'new' },
  },
  {
    earlier: 'conflict',
    later: 'amount_precision',
    asked: { ...ledger, rules: fixed(tooFine), expect: { A: 9 } },
    mended: { expect: { A: 1 } },
  },
  {
    earlier: 'amount_precision',
    later: 'overflow',
    asked: { ...ledger, rules: fixed(tooMuchAndTooFine) },
    mended: { rules: fixed(tooMuch) },
  },
];

test.each(pairs)('$asked.t: $earlier goes before $later (R60)', ({ earlier, later, asked, mended }) => {
  const state = bank();
  expect(codeOf(state, asked)).toBe(earlier);
  expect(codeOf(state, { ...asked, ...mended })).toBe(later);
});

test('each command passes once nothing is wrong with it (R60)', () => {
  const state = bank();
  for (const fields of [transfer, deposit, withdraw, open, ledger]) {
    expect(codeOf(state, { ...fields, deadline: '2026-01-31T12:00:00.000Z', expect: { A: 1 } })).toBe(
      undefined,
    );
  }
});

test('of two unknown accounts the message names the one that gives (R62)', () => {
  expect(submit(bank(), { ...transfer, from: 'X', to: 'Y' })).toMatchObject({
    code: 'unknown_account',
    message: 'there is no account X',
  });
});
