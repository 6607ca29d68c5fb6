import { runOptions } from '../../support/run-options.ts';
import { countsInLine } from '../../support/run-report.ts';
import { runClock } from './clock-run.ts';

/** `npm run clock -- --seeds 20 --seed 1 --steps 300`: see docs/RELIABILITY.md. */

const purpose =
  'Sets the clock of a hub forwards and back while it runs and while it does not; nothing may be lost or twice.';
const {
  seeds,
  seed: first,
  steps,
} = runOptions({ name: 'clock', purpose }, (line) => ({
  seeds: line.whole('seeds', { usual: 20, help: 'how many seeds' }),
  seed: line.seed('seed', 'the first seed'),
  steps: line.whole('steps', { usual: 300, help: 'what happens under a seed, one after another' }),
}));
for (let nth = 0; nth < seeds; nth += 1) {
  const seed = first + nth;
  try {
    const counts = await runClock(seed, steps);
    process.stdout.write(`seed ${seed}: ${countsInLine(counts)}\n`);
  } catch (error) {
    process.stdout.write(
      `seed ${seed} fails. Again: npm run clock -- --seeds 1 --seed ${seed} --steps ${steps}\n`,
    );
    throw error;
  }
}
