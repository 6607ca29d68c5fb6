import fc from 'fast-check';
import { Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { WeightedHistogram } from '../../server/http/metrics/weighted-histogram.ts';
import { runs } from '../support/runs.ts';

const settings = { name: 'wait_seconds', help: 'How long.', buckets: [0.25, 0.5, 1, 2] };

/** Multiples of an eighth, so that sums are exact in whatever order. */
const eighths = fc.nat({ max: 24 }).map((eighth) => eighth / 8);
const observations = fc.array(fc.tuple(eighths, fc.nat({ max: 5 })), { maxLength: 20 });

test('a value of weight n is told like n observations of it', async () => {
  await fc.assert(
    fc.asyncProperty(observations, async (observed) => {
      const register = new Registry();
      const each = new Histogram({ ...settings, registers: [register] });
      const weighted = new WeightedHistogram(settings);
      for (const [value, times] of observed) {
        weighted.observe(value, times);
        for (let time = 0; time < times; time += 1) each.observe(value);
      }
      expect(weighted.text()).toBe(await register.metrics());
    }),
    runs(200),
  );
});
