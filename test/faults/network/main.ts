import { runOptions } from '../../support/run-options.ts';
import { RunClock } from '../../support/run-report.ts';
import { campaignText, runCampaign, wrongText } from './campaign.ts';

/** `npm run network -- --seeds 1000 --from 1`: see docs/RELIABILITY.md. Exit codes: 0 all is well, 1 a seed failed, 2 wrong options. */

const purpose =
  'Puts a bad network between a real hub and its clients, seed by seed, and checks what everyone was told.';
const { seeds, from, parallel } = runOptions({ name: 'network', purpose }, (line) => ({
  seeds: line.whole('seeds', { usual: 1_000, help: 'how many seeds; ten share a hub' }),
  from: line.seed('from', 'the first seed'),
  parallel: line.whole('parallel', { usual: 1, most: 64, help: 'hubs at once' }),
}));
const clock = new RunClock();

const campaign = await runCampaign({
  seeds,
  from,
  parallel,
  done(batch, count) {
    process.stdout.write(
      `${count} of ${seeds} seeds, ${clock.seconds} s: ${batch.counts.commands} commands\n`,
    );
    if (batch.problems.length > 0) process.stdout.write(`${wrongText(batch)}\n`);
  },
});
process.stdout.write(`\n${campaignText(campaign)}\n`);
process.exitCode = campaign.wrong.length === 0 ? 0 : 1;
