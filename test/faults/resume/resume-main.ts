import { addCounts } from '../../support/add-counts.ts';
import { runOptions } from '../../support/run-options.ts';
import { countLines, countsInLine, RunClock } from '../../support/run-report.ts';
import { describe } from '../checker/check.ts';
import { campaign } from './campaign.ts';
import { noCounts } from './verdict.ts';

/** `npm run resume -- --transactions 5000 --seed 1`: watchers go on from every seq; see docs/RELIABILITY.md. */

const purpose = 'Makes a history, and has watchers go on from every place of it, by every way that there is.';
const { transactions, seed } = runOptions({ name: 'resume', purpose }, (line) => ({
  transactions: line.whole('transactions', {
    usual: 5_000,
    help: 'how many are asked for: some are refused, and more are made as watchers go on; more are made as watchers go on',
  }),
  seed: line.seed('seed', 'of the history'),
}));
const clock = new RunClock();
const sum = noCounts();
let isWell = true;

const progress = (name: string, done: number, all: number): void => {
  if (clock.isTimeToSay()) process.stdout.write(`${clock.seconds} s, ${name}: ${done} of ${all}\n`);
};
for await (const { name, offsets, counts, violations } of campaign({ transactions, seed, progress })) {
  const what = countsInLine({ places: offsets, ...counts });
  process.stdout.write(`${clock.seconds} s, ${name}: ${what}\n`);
  addCounts(sum, counts);
  if (violations.length === 0) continue;
  process.stdout.write(`WRONG (seed ${seed}):\n${describe(violations)}\n`);
  isWell = false;
}
process.stdout.write(`\nin all\n${countLines({ ...sum })}\n`);
process.stdout.write(
  `seed ${seed}, ${clock.seconds} s: ${isWell ? 'nothing is wrong' : 'something is WRONG'}\n`,
);
process.exitCode = isWell ? 0 : 1;
