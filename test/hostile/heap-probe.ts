import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded before a hub that is tested (`node --expose-gc --import`): at SIGUSR2 it collects garbage and tells what is
 * left, in bytes. The hub itself has nothing of the kind.
 */
if (isMainThread) {
  let count = 0;
  process.on('SIGUSR2', () => {
    globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    count += 1;
    writeSync(2, `heap ${count} ${heapUsed + external} ${process.memoryUsage.rss()}.\n`);
  });
}
