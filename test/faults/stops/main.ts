import { parseArgs } from 'node:util';
import { describe } from '../checker/check.ts';
import { campaignText, runCampaign, wrongText } from './campaign.ts';
import { runSilent, silentText } from './silent-readers.ts';

/**
 * `npm run stops -- --seeds 100 --from 1`: stops a real hub and its clients and lets them go on, seed by seed, and checks what
 * everyone was told; then a fifth of many watchers (`--watchers`, 0 for none) stop reading. Exit codes: 0 all is well, 1 not.
 */

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    parallel: { type: 'string', default: '2' },
    watchers: { type: 'string', default: '1000' },
  },
});
const [seeds, from, parallel] = [Number(values.seeds), Number(values.from), Number(values.parallel)];
const watchers = Number(values.watchers);
const beganMs = performance.now();

if (seeds > 0) {
  const campaign = await runCampaign({
    seeds,
    from,
    parallel,
    done(episode, count) {
      const seconds = ((performance.now() - beganMs) / 1_000).toFixed(0);
      const { seed, counts, violations } = episode;
      process.stdout.write(
        `${count} of ${seeds} seeds, ${seconds} s: seed ${seed}, ${counts.commands} commands\n`,
      );
      if (violations.length > 0) process.stdout.write(`${wrongText(episode)}\n`);
    },
  });
  process.stdout.write(`\n${campaignText(campaign)}\n`);
  if (campaign.wrong.length > 0) process.exitCode = 1;
}
if (watchers > 0) {
  const options = { watchers, silent: Math.floor(watchers / 10) * 2 };
  const run = await runSilent(options);
  process.stdout.write(`\n${silentText(options, run)}\n${describe(run.violations)}\n`);
  if (run.violations.length > 0) process.exitCode = 1;
}
