import { parseArgs } from 'node:util';
import { corrupt } from './corruption.ts';

/** `npm run corrupt -- --cases 2000 --seed 1`: see docs/RELIABILITY.md. Case n has the seed `seed + n`. */

const { values } = parseArgs({
  options: { cases: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } },
});
const casesPerLine = 100;
const counts = await corrupt(Number(values.seed), Number(values.cases), (soFar) => {
  if (soFar.cases % casesPerLine === 0) process.stdout.write(`${JSON.stringify(soFar)}\n`);
});
process.stdout.write(`in all ${JSON.stringify(counts)}\n`);
