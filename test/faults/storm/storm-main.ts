import { runOptions } from '../../support/run-options.ts';
import { countLines, RunClock } from '../../support/run-report.ts';
import { describe } from '../checker/check.ts';
import { runStorm } from './storm.ts';

/** `npm run storm -- --sendings 100000 --seed 1`: a few hundred keys sent again and again; see docs/RELIABILITY.md. */

const purpose =
  'Sends a few hundred keys again and again, over sockets and HTTP, to a hub that is ended and started again.';
const { sendings, seed, keys, restarts } = runOptions({ name: 'storm', purpose }, (line) => ({
  sendings: line.whole('sendings', {
    usual: 100_000,
    help: 'how many commands to send at least: it ends with whole bursts, and every key once more',
  }),
  seed: line.seed('seed', 'of what is sent'),
  keys: line.whole('keys', {
    usual: 300,
    most: 100_000,
    help: 'of single commands; those of batches come on top',
  }),
  restarts: line.whole('restarts', {
    usual: 20,
    least: 0,
    help: 'how often the hub is ended amid it; once more in the end',
  }),
}));
const clock = new RunClock();

const { violations, counts } = await runStorm({
  sendings,
  seed,
  keys,
  restarts,
  progress(sent, restarted) {
    if (!clock.isTimeToSay()) return;
    process.stdout.write(`${sent} of ${sendings} sent, ${restarted} restarts, ${clock.seconds} s\n`);
  },
});
process.stdout.write(
  `${countLines({ ...counts })}\nseed ${seed}, ${clock.seconds} s: ${violations.length === 0 ? 'nothing is wrong' : 'WRONG'}\n`,
);
if (violations.length > 0) {
  const again = `npm run storm -- --sendings ${sendings} --seed ${seed} --keys ${keys} --restarts ${restarts}`;
  process.stdout.write(`${describe(violations)}\nagain: ${again}\n`);
  process.exitCode = 1;
}
