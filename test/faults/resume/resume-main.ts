import { parseArgs } from 'node:util';
import { describe } from '../checker/check.ts';
import { campaign } from './campaign.ts';

/** `npm run resume -- --transactions 5000 --seed 1`: watchers go on from every seq; see docs/RELIABILITY.md. */

const { values } = parseArgs({
  options: {
    transactions: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
  },
});
const [transactions, seed] = [Number(values.transactions), Number(values.seed)];
const beganMs = performance.now();

for await (const { name, offsets, counts, violations } of campaign({ transactions, seed })) {
  const seconds = ((performance.now() - beganMs) / 1_000).toFixed(0);
  process.stdout.write(`${seconds} s, ${name}: ${offsets} places, ${JSON.stringify(counts)}\n`);
  if (violations.length === 0) continue;
  process.stdout.write(`WRONG (seed ${seed}):\n${describe(violations)}\n`);
  process.exitCode = 1;
}
process.stdout.write(process.exitCode === 1 ? 'something is WRONG\n' : 'nothing is wrong\n');
