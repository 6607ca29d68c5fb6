import { expect, test } from 'vitest';
import { Reversals } from '../../client/load/check/reversals.ts';
import type { Transaction } from '../../shared/transaction.ts';

/** The reversals of seq 7, which moved 5.00. */
function reversalsOf(...amounts: readonly (readonly [amount: string, isAll: boolean])[]): Reversals {
  const reversals = new Reversals(2);
  reversals.knows(7, '5.00');
  for (const [at, [amount, isAll]] of amounts.entries()) {
    const tx: Transaction = {
      seq: 10 + at,
      at: '2026-01-01T00:00:00.000Z',
      key: 'key',
      kind: 'reverse',
      by: 'anonymous',
      ledger: 'load',
      reverses: 7,
      amount,
      legs: [],
    };
    reversals.saw(isAll ? { ...tx, all: true } : tx);
  }
  return reversals;
}

test('parts that come to no more than the whole have no problem', () => {
  for (const reversals of [
    reversalsOf(),
    reversalsOf(['5.00', true]),
    reversalsOf(['2.00', false], ['1.00', false]),
    reversalsOf(['2.00', false], ['3.00', true]),
  ]) {
    expect([...reversals.problems()]).toEqual([]);
  }
});

test('more than the whole, or less where all was to be undone, is a problem', () => {
  expect([...reversalsOf(['5.00', true], ['0.01', false]).problems()]).toEqual([
    'Seq 7 moved 5.00, but 5.01 of it was reversed.',
  ]);
  expect([...reversalsOf(['4.00', true]).problems()]).toEqual([
    'Seq 7 moved 5.00, but what reversed all of it came to 4.00.',
  ]);
});

test('a refusal is right where less is left than was asked for', () => {
  const some = reversalsOf(['3.00', false]);
  expect(some.isSpent(7, '5.00', '2.00')).toBe(false);
  expect(some.isSpent(7, '5.00', '2.01')).toBe(true);
  expect(some.isSpent(7, '5.00', undefined)).toBe(false);
  expect(reversalsOf(['5.00', true]).isSpent(7, '5.00', undefined)).toBe(true);
});
