import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';
import { Fault } from './socket-run.ts';

/** `npm run fuzz -- --messages 1000000 --seed 1`: exit code 1 where an answer is not what it has to be. */

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    /** One chunk alone, as a failure tells. */
    chunk: { type: 'string' },
  },
});
const [seed, messages] = [Number(values.seed), Number(values.messages)];
const beganMs = performance.now();
let saidMs = beganMs;

try {
  const report = await fuzz({
    seed,
    messages,
    ...(values.chunk === undefined ? {} : { chunk: Number(values.chunk) }),
    onProgress: (progress) => {
      if (performance.now() - saidMs < 5_000) return;
      saidMs = performance.now();
      process.stdout.write(
        `${progress.messages} messages, ${progress.frames} frames, ${progress.requests} HTTP requests\n`,
      );
    },
  });
  const { usage, ...rest } = report;
  const seconds = (performance.now() - beganMs) / 1e3;
  const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
  process.stdout.write(`${JSON.stringify(rest)}\n`);
  process.stdout.write(`heap after GC, MiB: ${usage.map(({ heapBytes }) => mib(heapBytes)).join(' ')}\n`);
  process.stdout.write(`resident, MiB: ${usage.map(({ rssBytes }) => mib(rssBytes)).join(' ')}\n`);
  process.stdout.write(
    `seed ${seed}: ${report.messages} messages in ${seconds.toFixed(0)} s, nothing wrong\n`,
  );
} catch (error) {
  if (!(error instanceof Fault)) throw error;
  process.stderr.write(`seed ${seed}: ${error.message}\n`);
  process.exitCode = 1;
}
