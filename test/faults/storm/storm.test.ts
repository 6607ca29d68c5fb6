import { expect, test } from 'vitest';
import { describe } from '../checker/check.ts';
import { runStorm } from './storm.ts';

/** CI's share of `npm run storm`. */

const seed = Number(process.env.FLORIN_SEED ?? 1);

test('five thousand sendings of few keys, over everything and across restarts, act once a key and are told the same', {
  timeout: 120_000,
}, async () => {
  const { violations, counts } = await runStorm({ sendings: 5_000, seed, keys: 60, restarts: 3 });
  expect(describe(violations), `seed ${seed}`).toBe('');
  const { kills, stops, unanswered, replayed, replayedRefusals, keyReused, forbidden, ...rest } = counts;
  for (const count of [replayed, replayedRefusals, keyReused, forbidden, kills + stops, unanswered])
    expect(count, JSON.stringify(counts)).toBeGreaterThan(0);
  expect(rest.sendings).toBeGreaterThanOrEqual(5_000);
});
