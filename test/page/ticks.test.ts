import { describe, expect, test } from 'vitest';
import { timeTicks, valueTicks } from '../../client/browser/charts/ticks.ts';

describe('round values for an axis', () => {
  test.for([
    [0, 1, 2, [0, 0.5, 1]],
    [-3, 12, 3, [0, 5, 10]],
    [990.2, 1009.9, 4, [995, 1000, 1005]],
    [0, 60_000, 5, [0, 20_000, 40_000, 60_000]],
  ] as const)('from %d to %d, about %d', ([low, high, wanted, at]) => {
    expect(valueTicks(low, high, wanted).at).toEqual(at);
  });

  test('are no more than wanted, where doubles hardly tell the values apart', () => {
    const low = 9e18;
    expect(valueTicks(low, low + 1_024, 5).at.length).toBeLessThanOrEqual(6);
  });
});

describe('round moments for an axis', () => {
  test.for([
    [0.19, 4, 0.05],
    [10, 5, 2],
    [400, 6, 120],
    [86_400 * 2, 6, 43_200],
    [86_400 * 300, 6, 86_400 * 50],
  ] as const)('of a period of %d s, about %d', ([seconds, wanted, step]) => {
    const from = Date.UTC(2026, 0, 31, 12) / 1_000 + 0.01;
    const ticks = timeTicks(from, from + seconds, wanted);
    expect(ticks.step).toBeCloseTo(step, 9);
    expect(ticks.at.length).toBeGreaterThan(0);
    expect(ticks.at.every((at) => at >= from && at <= from + seconds)).toBe(true);
  });

  test('are those of the local clock', () => {
    const from = Date.UTC(2026, 0, 31, 12) / 1_000;
    const { at } = timeTicks(from, from + 5 * 86_400, 5);
    expect(at.map((time) => new Date(time * 1_000).getHours())).toEqual(at.map(() => 0));
  });
});
