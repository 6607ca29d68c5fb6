import { runOptions } from '../../support/run-options.ts';
import { counted, RunClock } from '../../support/run-report.ts';
import { runCampaign } from './campaign.ts';
import { mutants } from './mutants.ts';
import type { Simulated } from './simulate.ts';

/** `npm run sim -- --seeds 1000 --from 1`: see docs/RELIABILITY.md. Exit codes: 0 all is well, 1 a seed failed, 2 wrong options. */

const purpose = 'Simulates hub, clients, disk and network seed by seed, and tells which seeds fail.';
const {
  seeds,
  from,
  processes,
  failures,
  mutant,
  trace: isTraced,
} = runOptions({ name: 'sim', purpose }, (line) => ({
  seeds: line.whole('seeds', { usual: 1_000, help: 'how many seeds' }),
  from: line.seed('from', 'the first seed'),
  processes: line.whole('processes', { usual: 2, most: 64, help: 'simulations at once' }),
  failures: line.whole('failures', { usual: 10, help: 'ends once so many seeds have failed' }),
  mutant: line.oneOf('mutant', Object.keys(mutants), 'runs a hub that is wrong:'),
  trace: line.flag('trace', 'prints all that happens, one seed after another'),
}));
const clock = new RunClock();
const problemCharsMax = 2_000;

const campaign = await runCampaign({
  ...{ seeds, from, failuresMax: failures, mutant, isTraced },
  processes: isTraced ? 1 : processes,
  done(simulated, count) {
    if (simulated.problems.length > 0) tellFailed(simulated);
    if (!clock.isTimeToSay()) return;
    process.stdout.write(`${count} of ${seeds} seeds, ${perSecond(count, clock.ms)} a second\n`);
  },
});
const { failed, commands, starts, events, virtualMs } = campaign;
const days = (virtualMs / 86_400_000).toFixed(1);
process.stdout.write(
  `\n${counted(campaign.seeds, 'seed')} from ${from}, ${failed.length} failed; ${commands} commands, ${counted(starts, 'start')} of the hub, ${events} events, ${days} virtual days; ${perSecond(campaign.seeds, clock.ms)} seeds a second\n`,
);
if (campaign.seeds === 1 && failed.length === 0) process.stdout.write('nothing wrong\n');
process.exitCode = failed.length === 0 ? 0 : 1;

function tellFailed({ seed, problems, tail, hash }: Simulated): void {
  const again = `npm run sim -- --from ${seed} --seeds 1${mutant === undefined ? '' : ` --mutant '${mutant}'`} --trace`;
  process.stdout.write(
    [
      `\nseed ${seed} FAILED (trace ${hash}); what came last:`,
      ...(isTraced ? [] : tail.map((line) => `  ${line}`)),
      ...problems.map((problem) => problem.slice(0, problemCharsMax)),
      `again: ${again}\n\n`,
    ].join('\n'),
  );
}

function perSecond(count: number, ms: number): string {
  return ((count * 1_000) / ms).toFixed(1);
}
