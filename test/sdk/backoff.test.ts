import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs, firstCapMs, lastCapMs } from '../../client/sdk/backoff.ts';
import { runs } from '../support/runs.ts';

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('a wait lies between nothing and the cap of its attempt, the first one included', () => {
  fc.assert(
    fc.property(fc.nat(2_000), random, (attempt, chance) => {
      const cap = Math.min(lastCapMs, firstCapMs * 2 ** attempt);
      const waitMs = backoffMs(attempt, chance);
      expect(waitMs).toBeGreaterThanOrEqual(0);
      expect(waitMs).toBeLessThan(cap);
    }),
    runs(200),
  );
});

test.each([
  [0, 500],
  [1, 1_000],
  [3, 4_000],
  [4, 5_000],
  [60, 5_000],
])('attempt %i waits up to %i ms', (attempt, capMs) => {
  expect(backoffMs(attempt, 0)).toBe(0);
  expect(backoffMs(attempt, 0.5)).toBe(capMs / 2);
});
