import { runOptions } from '../../support/run-options.ts';
import { countLines } from '../../support/run-report.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { someFault } from './disk-faults.ts';
import { faultWords, runFaulty } from './faulty-disk.ts';
import { endWithoutStrace } from './strace.ts';

/** `npm run disk-errors -- --cases 200 --seed 1`: see docs/RELIABILITY.md. Case n has the seed `seed + n`. */

const purpose = 'Has the disk of a hub fail under it; what was told has to be there after a restart.';
const { cases, seed: firstSeed } = runOptions({ name: 'disk-errors', purpose }, (line) => ({
  cases: line.whole('cases', { usual: 200, help: 'how many faults' }),
  seed: line.seed('seed', 'of the first fault; the next has the next'),
}));
endWithoutStrace();
const framesPerRun = 40;
const total = { cases: 0, stopped: 0, refusedStart: 0, turnedAway: 0, answered: 0 };
for (let seed = firstSeed; total.cases < cases; seed += 1) {
  const random = seededRandom(seed);
  const fault = someFault(random);
  try {
    const run = await runFaulty(fault, framesPerRun, random);
    total.cases += 1;
    if (!run.served) total.refusedStart += 1;
    else if (run.exitCode !== 0) total.stopped += 1;
    if (run.unavailable > 0) total.turnedAway += 1;
    total.answered += run.answered;
    process.stdout.write(
      `seed ${seed}: ${faultWords(fault)}: ${run.served ? (run.exitCode === 0 ? 'served on' : 'stopped') : 'did not start'}, ${run.answered} answered, ${run.unavailable} unavailable\n`,
    );
  } catch (error) {
    process.stdout.write(
      `seed ${seed} fails: ${faultWords(fault)}. Again: npm run disk-errors -- --cases 1 --seed ${seed}\n`,
    );
    throw error;
  }
}
process.stdout.write(`in all\n${countLines(total)}\n`);
