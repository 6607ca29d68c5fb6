import { expect, test } from 'vitest';
import { describe } from '../checker/check.ts';
import { campaignText, runCampaign } from './campaign.ts';

const seed = Number(process.env.FLORIN_SEED ?? 1);

test('fifty kills at named points and at any time: nothing lost, nothing twice, no hole', {
  timeout: 300_000,
}, async () => {
  const campaign = await runCampaign({ kills: 50, seed, parallel: 2, done: () => undefined });
  for (const episode of campaign.wrong) {
    expect.soft(describe(episode.violations), `seed ${episode.seed}`).toBe('');
  }
  expect(campaign.kills, campaignText(campaign)).toBe(50);
});
