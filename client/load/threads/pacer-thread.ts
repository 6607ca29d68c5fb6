import { workerData } from 'node:worker_threads';
import { CounterRandom } from '../random.ts';
import { steadyMs } from './clock.ts';
import type { PacerSetup } from './pacer.ts';

/**
 * Draws the moments of an open loop and tells each to its thread when it has come. A thread of its own because
 * timers of an event loop come up to a millisecond late, which the latencies would be charged with, and later still
 * where the loop is busy.
 */

/** Moments that come within this time are told together: a message costs as much as a small frame. */
const togetherMs = 0.25;
/** Moments told at once; what is due beyond them follows. */
const momentsMax = 65_536;
/** Its own stream of random numbers: those below are the threads' and the watchers'. */
const stream = 2 ** 31;

const { rate, seed, clients, ports, fromMs, untilMs, stopped }: PacerSetup = workerData;
const isStopped = new Int32Array(stopped);
const random = new CounterRandom(seed);
random.seek(stream, 0);

/** The next moment of a Poisson process: all that is known of users who know nothing of each other. */
const gapMs = (): number => -Math.log(1 - random.next()) * (1_000 / rate);

let dueMs = fromMs + gapMs();
let arrivals = 0;
while (!isStoppedWithin(Math.max(Math.min(dueMs, untilMs) - steadyMs(), togetherMs))) {
  const nowMs = steadyMs();
  const moments = ports.map((): number[] => []);
  for (let told = 0; dueMs < Math.min(nowMs, untilMs) && told < momentsMax; told += 1) {
    // Clients take turns, and client c is one of thread c modulo their number.
    moments[(arrivals % clients) % ports.length]?.push(dueMs);
    arrivals += 1;
    dueMs += gapMs();
  }
  for (const [place, port] of ports.entries()) {
    const due = moments[place] ?? [];
    if (due.length > 0) port.postMessage(Float64Array.from(due));
  }
  if (nowMs >= untilMs && dueMs >= untilMs) break;
}
for (const port of ports) port.close();

function isStoppedWithin(ms: number): boolean {
  return Atomics.wait(isStopped, 0, 0, ms) !== 'timed-out';
}
