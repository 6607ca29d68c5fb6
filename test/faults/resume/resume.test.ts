import { expect, test } from 'vitest';
import { describe } from '../checker/check.ts';
import { runCampaign } from './campaign.ts';

/** CI's share of `npm run resume`. */

const seed = Number(process.env.FLORIN_SEED ?? 1);

test('whoever comes back goes on from each seq without a hole, or is told to begin anew', {
  timeout: 120_000,
}, async () => {
  for (const { name, counts, violations } of await runCampaign({ transactions: 120, seed })) {
    expect.soft(describe(violations), `${name}, seed ${seed}: ${JSON.stringify(counts)}`).toBe('');
  }
});
