import { expect, test } from 'vitest';
import { runClock } from './clock-run.ts';

/** CI's share of `npm run clock`. */

test('a clock that is set forwards and back, also between two runs, loses nothing and does nothing twice', {
  timeout: 120_000,
}, async () => {
  const counts = await runClock(Number(process.env.FLORIN_SEED ?? 20_261_123), 120);
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(0);
});
