import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AmountHistory } from '../../client/analysis/amount-history.ts';
import { amountScore, amountsKept, amountsMin, unusualScore } from '../../client/analysis/amount-score.ts';
import { runs } from '../support/runs.ts';

/** 1, 2, … so many amounts: their median is in the middle, their MAD a quarter of the way. */
function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, nth) => nth + 1);
}

describe('the score of an amount', () => {
  test('is 0.6745 times its distance from the median, in median distances', () => {
    // Median 11, and of the distances 0, 1, 1, 2, 2, … 10, 10 the median is 5.
    expect(amountScore(111, upTo(21))).toBeCloseTo((0.6745 * 100) / 5);
    expect(amountScore(1, upTo(21))).toBeCloseTo((0.6745 * -10) / 5);
    // Median 10.5, distances 0.5, 0.5, 1.5, … 9.5: median 5.
    expect(amountScore(20.5, upTo(20))).toBeCloseTo((0.6745 * 10) / 5);
  });

  test('is not told of fewer amounts than it takes', () => {
    expect(amountScore(1_000, upTo(amountsMin - 1))).toBeUndefined();
    expect(amountScore(1_000, upTo(amountsMin))).toBeGreaterThan(unusualScore);
  });

  test('is not hidden by wild amounts before it, as a standard deviation would be', () => {
    const wild = [...upTo(21), 1_000_000, 2_000_000];
    expect(amountScore(1_000, wild)).toBeGreaterThan(unusualScore);
  });

  test('goes by the mean distance where half of the amounts are the same, and has no bound where all are', () => {
    const same = Array.from({ length: 30 }, () => 5);
    expect(amountScore(5, same)).toBe(0);
    expect(amountScore(6, same)).toBe(Infinity);
    expect(amountScore(15, [...same, 35])).toBeCloseTo((0.7979 * 10) / (30 / 31));
  });

  test('does not depend on the unit of the amounts', () => {
    const amounts = fc.array(fc.integer({ min: 1, max: 1_000_000 }), {
      minLength: amountsMin,
      maxLength: 60,
    });
    fc.assert(
      fc.property(amounts, fc.integer({ min: 1, max: 10_000_000 }), (some, amount) => {
        const earlier = some.toSorted((a, b) => a - b);
        const score = amountScore(amount, earlier) ?? Number.NaN;
        const scaled =
          amountScore(
            amount * 64,
            earlier.map((each) => each * 64),
          ) ?? Number.NaN;
        expect(scaled).toBeCloseTo(score, 9);
      }),
      runs(200),
    );
  });
});

test('the history tells what the scores of the last amounts tell, worked out from their definition', () => {
  const all = fc.array(fc.integer({ min: 1, max: 50 }), {
    minLength: amountsMin,
    maxLength: amountsKept * 3,
  });
  fc.assert(
    fc.property(all, (amounts) => {
      const history = new AmountHistory();
      amounts.forEach((amount, nth) => {
        const score = plainScore(amount, amounts.slice(Math.max(0, nth - amountsKept), nth));
        expect(history.add('A', amount)?.score).toBe(score >= unusualScore ? score : undefined);
      });
    }),
    runs(200),
  );
});

/** The score by its definition, with every list sorted. */
function plainScore(amount: number, earlier: readonly number[]): number {
  if (earlier.length < amountsMin) return 0;
  const middle = plainMedian(earlier);
  const distances = earlier.map((each) => Math.abs(each - middle));
  const mad = plainMedian(distances);
  if (amount === middle) return 0;
  if (mad > 0) return (0.6745 * (amount - middle)) / mad;
  return (0.7979 * (amount - middle)) / (distances.reduce((sum, each) => sum + each, 0) / distances.length);
}

function plainMedian(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const [below = 0, above = 0] = [sorted[half - 1], sorted[half]];
  return sorted.length % 2 === 1 ? above : (below + above) / 2;
}

test('an account is measured by its own amounts alone, and a small amount is never unusual', () => {
  const history = new AmountHistory();
  for (const amount of upTo(30)) {
    expect(history.add('A', amount)).toBeUndefined();
    expect(history.add('B', amount * 1_000)).toBeUndefined();
  }
  expect(history.add('A', 20_000)?.score).toBeGreaterThan(unusualScore);
  expect(history.add('B', 20_000)).toBeUndefined();
  expect(history.add('B', 0.001)).toBeUndefined();
  expect(history.add('C', 1_000_000)).toBeUndefined();
});

test('what keeps coming is usual in the end', () => {
  const history = new AmountHistory();
  for (const amount of upTo(amountsKept)) history.add('A', amount);
  let unusual = 0;
  for (let nth = 0; nth < amountsKept; nth += 1) if (history.add('A', 5_000) !== undefined) unusual += 1;
  expect(unusual).toBeGreaterThan(5);
  expect(history.add('A', 5_000)).toBeUndefined();
});

test('the past of an account counts as if it had been watched', () => {
  const history = new AmountHistory();
  history.begin('A', upTo(2 * amountsKept));
  expect(history.knows('A')).toBe(true);
  expect(history.add('A', 200)).toBeUndefined();
  expect(history.add('A', 2_000)?.score).toBeGreaterThan(unusualScore);
  history.begin('B', []);
  expect(history.knows('B')).toBe(true);
  expect(history.add('B', 2_000)).toBeUndefined();
});

test('of more accounts than it keeps, those that moved last are kept', () => {
  const history = new AmountHistory(2);
  history.begin('A', upTo(30));
  history.begin('B', upTo(30));
  history.add('A', 15);
  history.begin('C', upTo(30));
  expect(['A', 'B', 'C'].map((account) => history.knows(account))).toEqual([true, false, true]);
  expect(history.add('A', 1_000)).toBeDefined();
});
