import { expect, test } from 'vitest';
import { moduleOf } from '../broken/broken-hub.ts';
import { describe } from '../checker/check.ts';
import { campaign } from './campaign.ts';

/** CI's share of `npm run resume`. */

const seed = Number(process.env.FLORIN_SEED ?? 1);

test('whoever comes back goes on from each seq without a hole, or is told to begin anew', {
  timeout: 120_000,
}, async () => {
  for await (const { name, counts, violations } of campaign({ transactions: 120, seed })) {
    expect.soft(describe(violations), `${name}, seed ${seed}: ${JSON.stringify(counts)}`).toBe('');
  }
});

test('a hub that goes on where it lacks one transaction is found', { timeout: 120_000 }, async () => {
  const imports = [moduleOf('one-too-far')];
  let found = '';
  for await (const { violations } of campaign({ transactions: 60, seed, imports })) {
    found = describe(violations);
    if (found !== '') break;
  }
  expect(found).toMatch(/^I4 .* comes next$/m);
});
