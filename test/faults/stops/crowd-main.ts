import { once } from 'node:events';
import { ShortWaits } from '../../support/short-waits.ts';
import { Crowd } from '../checker/crowd.ts';
import type { CrowdSays } from './crowd-process.ts';
import { machineMs } from './machine-clock.ts';

/** A crowd in a process of its own: `crowd-main.js URL SEED`. Begins at once; any message has it come to an end. */

const [url = '', seed = ''] = process.argv.slice(2);
await run();

async function run(): Promise<void> {
  using _shortWaits = new ShortWaits();
  const isToFinish = once(process, 'message');
  await using crowd = new Crowd(url, Number(seed), {
    ...{ clients: 2, inFlight: 2, name: `crowd ${seed}, `, nowMs: machineMs },
    waits: { connectTimeoutMs: 4_000, pingAfterMs: 300, pongWithinMs: 1_200 },
  });
  await crowd.open();
  crowd.begin();
  tell({ t: 'begun' });
  await isToFinish;
  await crowd.finish();
  tell({ t: 'told', tellings: crowd.tellings });
}

function tell(message: CrowdSays): void {
  process.send?.(message);
}
