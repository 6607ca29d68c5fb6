import { expect, test } from 'vitest';
import { campaignText, runCampaign, wrongText } from './campaign.ts';

const from = Number(process.env.FLORIN_SEED ?? 1);

test('twenty seeds of a bad network between a hub and its clients: nothing lost, nothing twice, no hole', {
  timeout: 300_000,
}, async () => {
  const campaign = await runCampaign({ seeds: 20, from, parallel: 2, done: () => undefined });
  for (const batch of campaign.wrong) expect.soft(wrongText(batch)).toBe('');
  for (const [kind, count] of Object.entries(campaign.hits))
    expect.soft(count, `${kind}: ${campaignText(campaign)}`).toBeGreaterThan(0);
});
