import { expect, test } from 'vitest';
import { describe } from '../checker/check.ts';
import { campaignText, runCampaign, wrongText } from './campaign.ts';
import { runSilent, silentText } from './silent-readers.ts';

const from = Number(process.env.FLORIN_SEED ?? 1);
const patience = { timeout: 300_000 };

test('stopped and continued processes: nothing lost, nothing twice, no hole', patience, async () => {
  const campaign = await runCampaign({ seeds: 2, from, parallel: 2, done: () => undefined });
  for (const episode of campaign.wrong) expect.soft(wrongText(episode)).toBe('');
  expect(campaign.seeds, campaignText(campaign)).toBe(2);
});

test(
  '200 of 1,000 watchers stop reading: the others notice nothing, and the hub stays within its bounds',
  patience,
  async () => {
    const options = { watchers: 1_000, silent: 200 };
    const run = await runSilent(options);
    const said = silentText(options, run);
    expect(describe(run.violations), said).toBe('');
    expect(run.lagged + run.cut, said).toBe(options.silent);
    expect(run.lagged, said).toBeGreaterThan(0);
    expect(run.tooSlow, said).toBe(run.cut);
    expect(run.unsentBytes, said).toBeLessThan(run.unsentBytesMax);
    expect(run.unsentBytesLeft, said).toBe(0);
    expect(run.full.heapBytes - run.before.heapBytes, said).toBeLessThan(run.unsentBytesMax);
    expect(run.after.heapBytes - run.before.heapBytes, said).toBeLessThan(heapGrowthMax);
  },
);

/** The transfers are kept for watchers that come back. */
const heapGrowthMax = 16 * 2 ** 20;
