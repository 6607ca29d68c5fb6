import { expect, test } from 'vitest';
import type { AccountMark } from '../../client/load/check/account-marks.ts';
import { BooksAudit, type BooksMark } from '../../client/load/check/books-audit.ts';
import { Problems } from '../../client/load/check/problems.ts';
import type { LedgerTrial, Transaction } from '../../shared/transaction.ts';

const before: LedgerTrial = {
  ledger: 'load',
  asset: 'CNY',
  scale: 2,
  sum: '0.00',
  deposited: '100.00',
  withdrawn: '40.00',
  held: '0.00',
  accounts: 2,
  transactions: 10,
};

const after: LedgerTrial = {
  ...before,
  deposited: '105.00',
  withdrawn: '42.00',
  accounts: 3,
  transactions: 14,
};

function movement(kind: Transaction['kind'], amount: string): Transaction {
  const at = '2026-01-01T00:00:00.000Z';
  return { seq: 1, at, key: 'key', kind, by: 'anonymous', ledger: 'load', amount, legs: [] };
}

function mark(balance: bigint): AccountMark {
  return { account: 'A', balance, held: 0n, version: 1, seq: 1, frozen: undefined };
}

/**
 * A ledger in which account A had 10.00 and since then came a deposit of 5.00, a withdrawal of 2.00, a transfer and one
 * account more, as its books tell it after the run.
 */
function problemsOf({
  books = after,
  isQuiet = true,
  balance = 1_300n,
}: Partial<BooksMark> & { balance?: bigint }): string[] {
  const problems = new Problems();
  const audit = new BooksAudit({ books: before, isQuiet: true }, problems);
  for (const [kind, amount] of [
    ['deposit', '5.00'],
    ['withdraw', '2.00'],
    ['transfer', '9.00'],
  ] as const) {
    audit.saw(movement(kind, amount));
  }
  audit.account(mark(1_000n), mark(balance));
  audit.account(undefined, mark(0n));
  audit.end({ books, isQuiet });
  return problems.told();
}

test('books that fit the histories have no problems', () => {
  expect(problemsOf({})).toEqual([]);
});

test.each<[string, Partial<LedgerTrial>, string]>([
  [
    'a sum that is not zero',
    { sum: '-0.01' },
    'The trial of ledger load after the run sums to -0.01 instead of zero.',
  ],
  [
    'a transaction more',
    { transactions: 15 },
    'Since before the run the ledger counts 4 transactions, the histories of its accounts 3.',
  ],
  [
    'other deposits',
    { deposited: '106.00' },
    'Since before the run the trial has 6.00 of deposits, the histories 5.00.',
  ],
  [
    'other withdrawals',
    { withdrawn: '41.00' },
    'Since before the run the trial has 1.00 of withdrawals, the histories 2.00.',
  ],
])('%s is a problem', (_, change, sentence) => {
  expect(problemsOf({ books: { ...after, ...change } })).toEqual([sentence]);
});

test('balances that change by more than was brought in and taken out are a problem', () => {
  expect(problemsOf({ balance: 1_301n })).toEqual([
    'All balances together changed by 3.01, deposits and withdrawals by 3.00.',
  ]);
});

test('while others use the ledger, only the sum of zero is looked at', () => {
  const books = { ...after, transactions: 99, sum: '1.00' };
  expect(problemsOf({ books, isQuiet: false, balance: 0n })).toEqual([
    'The trial of ledger load after the run sums to 1.00 instead of zero.',
  ]);
});
