import assert from 'node:assert';
import { parentPort, workerData } from 'node:worker_threads';
import type { FromThread, ThreadSetup, ToThread } from './messages.ts';
import { Station } from './station.ts';

/** A load thread: a part of the run's clients and watchers. See `threads.ts` for the main thread's side. */

const port = parentPort;
assert(port !== null, 'a load thread is a worker thread');
const setup: ThreadSetup = workerData;
const station = new Station(setup, (message: FromThread) => {
  port.postMessage(message, message.kind === 'finished' ? message.log.buffers : []);
});
port.on('message', (message: ToThread) => station.take(message));
station.ended.then(() => port.close());
