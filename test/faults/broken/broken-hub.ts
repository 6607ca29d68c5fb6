import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCommits } from '../../support/journal-records.ts';
import { ServerProcess } from '../../support/server-process.ts';
import { check } from '../checker/check.ts';
import { Crowd } from '../checker/crowd.ts';
import type { Violation } from '../checker/history.ts';
import { Gate } from '../kill/gate.ts';
import { ShortWaits } from '../kill/short-waits.ts';

/** The modules of this folder that break a hub. */
export type Fault =
  | 'dropped-events'
  | 'early-answers'
  | 'early-reads'
  | 'forgotten-keys'
  | 'relaxed-disk'
  | 'torn-batches';

/** As node is to load it before the hub. */
export function moduleOf(fault: Fault): string {
  return fileURLToPath(new URL(`./${fault}.js`, import.meta.url));
}

/** Requests that are answered in each life of the hub before it is killed. */
const actsPerLife = 250;

/** Lets a crowd at a hub with a fault, kills it now and then, and tells what the checker makes of it. */
export async function useBroken(fault: Fault | undefined, lives: number): Promise<Violation[]> {
  using _shortWaits = new ShortWaits();
  const imports = fault === undefined ? [] : [moduleOf(fault)];
  await using server = await ServerProcess.start({ args: ['--no-demo'], imports });
  const gate = new Gate();
  gate.open();
  await using crowd = new Crowd(server.url, 1, { whenUp: () => gate.opened() });
  await crowd.open();
  crowd.begin();
  await crowd.acts(actsPerLife);
  for (let life = 1; life < lives; life += 1) {
    gate.close();
    await server.restart();
    gate.open();
    await crowd.acts(actsPerLife);
  }
  await server.kill('SIGKILL');
  return check(crowd.history(await readCommits(join(server.data, 'journal.sqlite'))));
}
