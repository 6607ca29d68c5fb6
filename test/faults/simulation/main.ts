import { parseArgs } from 'node:util';
import { runCampaign } from './campaign.ts';
import { mutants } from './mutants.ts';
import type { Simulated } from './simulate.ts';

/**
 * `npm run sim -- --seeds 1000 --from 1`: simulates hub, clients, disk and network seed by seed, and tells which seeds
 * fail. `--trace` prints all that happens, `--mutant NAME` runs a hub that is wrong. Exit codes: 0 all is
 * well, 1 a seed failed, 2 wrong options.
 */

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    processes: { type: 'string', default: '2' },
    failures: { type: 'string', default: '10' },
    mutant: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
});
const { mutant, trace: isTraced } = values;
const [seeds, from, processes, failuresMax] = [
  ...[values.seeds, values.from, values.processes, values.failures].map(Number),
];
const progressEveryMs = 5_000;
const problemCharsMax = 2_000;

if (mutant !== undefined && !Object.hasOwn(mutants, mutant)) {
  process.stderr.write(`no such mutant; there are:\n  ${Object.keys(mutants).join('\n  ')}\n`);
  process.exitCode = 2;
} else {
  const beganMs = performance.now();
  let saidMs = beganMs;
  const campaign = await runCampaign({
    ...{ seeds: seeds ?? 0, from: from ?? 0, failuresMax: failuresMax ?? 0, mutant, isTraced },
    processes: isTraced ? 1 : (processes ?? 1),
    done(simulated, count) {
      if (simulated.problems.length > 0) tellFailed(simulated);
      if (performance.now() - saidMs < progressEveryMs) return;
      saidMs = performance.now();
      process.stdout.write(`${count} of ${seeds} seeds, ${perSecond(count, saidMs - beganMs)} a second\n`);
    },
  });
  const { failed, commands, starts, events, virtualMs } = campaign;
  const days = (virtualMs / 86_400_000).toFixed(1);
  process.stdout.write(
    `\n${campaign.seeds} seeds from ${from}, ${failed.length} failed; ${commands} commands, ${starts} starts of the hub, ${events} events, ${days} virtual days; ${perSecond(campaign.seeds, performance.now() - beganMs)} seeds a second\n`,
  );
  if (campaign.seeds === 1 && failed.length === 0) process.stdout.write('nothing wrong\n');
  process.exitCode = failed.length === 0 ? 0 : 1;
}

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
