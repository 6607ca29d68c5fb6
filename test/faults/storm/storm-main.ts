import { parseArgs } from 'node:util';
import { describe } from '../checker/check.ts';
import { runStorm } from './storm.ts';

/** `npm run storm -- --sendings 100000 --seed 1`: a few hundred keys sent again and again; see docs/RELIABILITY.md. */

const { values } = parseArgs({
  options: {
    sendings: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    keys: { type: 'string', default: '300' },
    restarts: { type: 'string', default: '20' },
  },
});
const [sendings, seed] = [Number(values.sendings), Number(values.seed)];
const [keys, restarts] = [Number(values.keys), Number(values.restarts)];
const beganMs = performance.now();
let saidMs = beganMs;

const seconds = (): string => ((performance.now() - beganMs) / 1_000).toFixed(0);
const { violations, counts } = await runStorm({
  sendings,
  seed,
  keys,
  restarts,
  progress(sent, restarted) {
    if (performance.now() - saidMs < 5_000) return;
    saidMs = performance.now();
    process.stdout.write(`${sent} sent, ${restarted} restarts, ${seconds()} s\n`);
  },
});
process.stdout.write(
  `${JSON.stringify(counts)}\nseed ${seed}, ${seconds()} s: ${violations.length === 0 ? 'nothing is wrong' : 'WRONG'}\n`,
);
if (violations.length > 0) {
  const again = `npm run storm -- --sendings ${sendings} --seed ${seed} --keys ${keys} --restarts ${restarts}`;
  process.stdout.write(`${describe(violations)}\nagain: ${again}\n`);
  process.exitCode = 1;
}
