import { parseArgs } from 'node:util';
import { campaignText, runCampaign, wrongText } from './campaign.ts';

/**
 * `npm run network -- --seeds 1000 --from 1`: a real hub and its clients with a bad network in between, seed by seed, and
 * what everyone was told. Exit codes: 0 all is well, 1 a seed failed.
 */

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    parallel: { type: 'string', default: '1' },
  },
});
const [seeds, from, parallel] = [Number(values.seeds), Number(values.from), Number(values.parallel)];
const beganMs = performance.now();

const campaign = await runCampaign({
  seeds,
  from,
  parallel,
  done(batch, count) {
    const seconds = ((performance.now() - beganMs) / 1_000).toFixed(0);
    process.stdout.write(`${count} of ${seeds} seeds, ${seconds} s: ${batch.counts.commands} commands\n`);
    if (batch.problems.length > 0) process.stdout.write(`${wrongText(batch)}\n`);
  },
});
process.stdout.write(`\n${campaignText(campaign)}\n`);
process.exitCode = campaign.wrong.length === 0 ? 0 : 1;
