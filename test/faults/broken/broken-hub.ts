import { fileURLToPath } from 'node:url';
import { dataFiles } from '../../../server/data-folder.ts';
import { readCommits } from '../../support/journal-records.ts';
import { ServerProcess } from '../../support/server-process.ts';
import { ShortWaits } from '../../support/short-waits.ts';
import { check } from '../checker/check.ts';
import { Crowd } from '../checker/crowd.ts';
import type { Violation } from '../checker/history.ts';
import { failpoint } from '../kill/episode.ts';
import { Gate } from '../kill/gate.ts';
import { hitVariable, pointVariable } from '../kill/points.ts';

/** The modules of this folder that break a hub. */
export type Fault =
  | 'dropped-events'
  | 'early-answers'
  | 'forgotten-keys'
  | 'one-too-far'
  | 'relaxed-disk'
  | 'torn-batches';

/** As node is to load it before the hub. */
export function moduleOf(fault: Fault): string {
  return fileURLToPath(new URL(`./${fault}.js`, import.meta.url));
}

/** Requests that are answered before the hub is killed, and after. */
const acts = 600;
/** Appends before the one in which a hub is killed. */
const appends = '20';

/** Lets a crowd at a hub with a fault, kills it once amid a commit or not, and tells what the checker makes of it. */
export async function useBroken(fault: Fault | undefined, isKilled: boolean): Promise<Violation[]> {
  using _shortWaits = new ShortWaits();
  const imports = fault === undefined ? [failpoint] : [moduleOf(fault), failpoint];
  await using server = await ServerProcess.start({ args: ['--no-demo'], imports });
  const gate = new Gate();
  gate.open();
  await using crowd = new Crowd(server.url, 1, { whenUp: () => gate.opened() });
  await crowd.open();
  crowd.begin();
  await crowd.acts(acts);
  if (isKilled) {
    gate.close();
    await server.kill('SIGKILL');
    const { ready, ended } = server.begin({ [pointVariable]: 'amid the commit', [hitVariable]: appends });
    await ready;
    gate.open();
    await ended;
    gate.close();
    await server.restart();
    gate.open();
    await crowd.acts(acts);
  }
  await server.kill('SIGKILL');
  return check(crowd.history(await readCommits(dataFiles(server.data).journalFile)));
}
