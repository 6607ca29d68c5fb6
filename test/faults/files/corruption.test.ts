import { expect, test } from 'vitest';
import { corrupt } from './corruption.ts';

/** CI's share of `npm run corrupt`. */

test('a start on damaged files is refused with clear words, or right in every answer', async () => {
  const counts = await corrupt(Number(process.env.FLORIN_SEED ?? 20_261_123), 60, () => {});
  expect(counts.refused + counts.right + counts.earlier).toBe(60);
  for (const count of [counts.refused, counts.right]) expect(count).toBeGreaterThan(0);
});

test('a page in the place of another does not make a history go round for ever', async () => {
  expect(await corrupt(1_148, 1, () => {})).toMatchObject({ cases: 1, right: 1 });
});
