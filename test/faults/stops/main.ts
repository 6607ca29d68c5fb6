import { runOptions } from '../../support/run-options.ts';
import { RunClock } from '../../support/run-report.ts';
import { describe } from '../checker/check.ts';
import { campaignText, runCampaign, wrongText } from './campaign.ts';
import { runSilent, silentText } from './silent-readers.ts';

/** `npm run stops -- --seeds 100 --from 1`: see docs/RELIABILITY.md. Exit codes: 0 all is well, 1 not, 2 wrong options. */

/** Of whom some fall silent, half of which read again. */
const watchersMin = 10;

const purpose =
  'Stops a real hub and its clients and lets them go on, seed by seed; then a fifth of many watchers stop reading.';
const { seeds, from, parallel, watchers } = runOptions({ name: 'stops', purpose }, (line) => {
  const values = {
    seeds: line.whole('seeds', { usual: 100, least: 0, help: 'how many seeds; 0 for the watchers alone' }),
    from: line.seed('from', 'the first seed'),
    parallel: line.whole('parallel', { usual: 2, most: 64, help: 'hubs at once' }),
    watchers: line.whole('watchers', {
      ...{ usual: 1_000, least: 0, most: 100_000 },
      help: `how many watchers, ${watchersMin} at least; 0 for none`,
    }),
  };
  if (values.seeds === 0 && values.watchers === 0)
    line.refuse('with --seeds 0 and --watchers 0 there is nothing to do');
  if (values.watchers > 0 && values.watchers < watchersMin)
    line.refuse(`--watchers takes 0, or ${watchersMin} at least: a fifth of them is to stop reading`);
  return values;
});
const clock = new RunClock();
let isWell = true;

if (seeds > 0) {
  const campaign = await runCampaign({
    seeds,
    from,
    parallel,
    done(episode, count) {
      const { seed, counts, violations } = episode;
      process.stdout.write(
        `${count} of ${seeds} seeds, ${clock.seconds} s: seed ${seed}, ${counts.commands} commands\n`,
      );
      if (violations.length > 0) process.stdout.write(`${wrongText(episode)}\n`);
    },
  });
  process.stdout.write(`\n${campaignText(campaign)}\n`);
  isWell = campaign.wrong.length === 0;
}
if (watchers > 0) {
  const options = { watchers, silent: Math.floor(watchers / 10) * 2 };
  const run = await runSilent(options);
  process.stdout.write(`\n${silentText(options, run)}\n`);
  if (run.violations.length > 0) process.stdout.write(`${describe(run.violations)}\n`);
  isWell &&= run.violations.length === 0;
}
process.stdout.write(`${clock.seconds} s: ${isWell ? 'all is well' : 'something is WRONG'}\n`);
process.exitCode = isWell ? 0 : 1;
