import { runOptions } from '../../support/run-options.ts';
import { countLines, countsInLine } from '../../support/run-report.ts';
import { corrupt } from './corruption.ts';

/** `npm run corrupt -- --cases 2000 --seed 1`: see docs/RELIABILITY.md. Case n has the seed `seed + n`. */

const purpose =
  'Damages the files of a hub, and starts it: it has to refuse them, or be right in every answer.';
const { cases, seed } = runOptions({ name: 'corrupt', purpose }, (line) => ({
  cases: line.whole('cases', { usual: 2_000, help: 'how many starts on damaged files' }),
  seed: line.seed('seed', 'of the first case; the next has the next'),
}));
const casesPerLine = 100;
const counts = await corrupt(seed, cases, (soFar) => {
  if (soFar.cases % casesPerLine === 0) process.stdout.write(`${countsInLine(soFar)}\n`);
});
process.stdout.write(`in all\n${countLines(counts)}\n`);
