import { parseArgs } from 'node:util';
import { runClock } from './clock-run.ts';

/** `npm run clock -- --seeds 20 --seed 1 --steps 300`: see docs/RELIABILITY.md. */

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    steps: { type: 'string', default: '300' },
  },
});
for (let nth = 0; nth < Number(values.seeds); nth += 1) {
  const seed = Number(values.seed) + nth;
  try {
    const counts = await runClock(seed, Number(values.steps));
    process.stdout.write(`seed ${seed}: ${JSON.stringify(counts)}\n`);
  } catch (error) {
    process.stdout.write(
      `seed ${seed} fails. Again: npm run clock -- --seeds 1 --seed ${seed} --steps ${values.steps}\n`,
    );
    throw error;
  }
}
