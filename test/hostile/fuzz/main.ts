import { runOptions } from '../../support/run-options.ts';
import { counted, countLines, RunClock } from '../../support/run-report.ts';
import { fuzz } from './fuzz.ts';
import { Fault } from './socket-run.ts';

/** `npm run fuzz -- --messages 1000000 --seed 1`: exit code 1 where an answer is not what it has to be. */

const purpose =
  'Sends a real hub messages, right ones and others: each has to be answered as it has to be, and nothing else act.';
const { messages, seed, chunk } = runOptions({ name: 'fuzz', purpose }, (line) => ({
  messages: line.whole('messages', {
    usual: 100_000,
    help: 'how many messages to send at least: it ends with whole chunks, which are some thousands',
  }),
  seed: line.seed('seed', 'of what is sent'),
  chunk: line.whole('chunk', {
    ...{ usual: undefined, least: 0 },
    help: 'one chunk alone, as a failure tells',
  }),
}));
const clock = new RunClock();

try {
  const report = await fuzz({
    seed,
    messages,
    ...(chunk === undefined ? {} : { chunk }),
    onProgress: (progress) => {
      if (!clock.isTimeToSay()) return;
      process.stdout.write(
        `${progress.messages} of ${messages} messages, ${clock.seconds} s: ${progress.frames} frames, ${progress.requests} HTTP requests\n`,
      );
    },
  });
  const { usage, loop, books, ...sent } = report;
  const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
  process.stdout.write(
    `sent and told\n${countLines({ ...sent })}\nin the journal\n${countLines({ ...books })}\nthe event loop of the hub was at most 0.1 s late ${loop.within100Ms} of ${loop.asked} times, at most 1 s ${loop.within1S} times\n`,
  );
  process.stdout.write(`heap after GC, MiB: ${usage.map(({ heapBytes }) => mib(heapBytes)).join(' ')}\n`);
  process.stdout.write(`resident, MiB: ${usage.map(({ rssBytes }) => mib(rssBytes)).join(' ')}\n`);
  process.stdout.write(
    `seed ${seed}: ${counted(report.messages, 'message')} in ${clock.seconds} s, nothing wrong\n`,
  );
} catch (error) {
  if (!(error instanceof Fault)) throw error;
  process.stderr.write(`seed ${seed}: ${error.message}\n`);
  process.exitCode = 1;
}
