import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { dataFiles } from '../../../server/data-folder.ts';
import { readCommits } from '../../support/journal-records.ts';
import { ServerProcess } from '../../support/server-process.ts';
import { within } from '../../support/within.ts';
import { check } from '../checker/check.ts';
import { checkViews } from '../checker/check-views.ts';
import { type Counts, countsOf } from '../checker/counts.ts';
import { Crowd } from '../checker/crowd.ts';
import type { Violation } from '../checker/history.ts';
import { Gate } from './gate.ts';
import { type Kill, type Place, planOf } from './plan.ts';
import { anyTime, hitVariable, pointVariable } from './points.ts';

/** The module that kills; node is to load it before the hub. */
export const failpoint = fileURLToPath(new URL('./failpoint.js', import.meta.url));

/** A point that is not passed within this is passed by. */
const firesWithinMs = 30_000;
/** How long everyone may take to come to an end at a hub that is there. */
const endsWithinMs = 120_000;

/** What came of the lives of one data folder. */
export interface Episode {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** Places at which the hub was killed. */
  readonly killedAt: readonly Place[];
  /** Places that it did not come by. */
  readonly missed: readonly Place[];
  readonly counts: Counts;
}

/** Kills a real hub again and again under a crowd of clients, and looks at what they were told in the end. */
export async function runEpisode(seed: number, kills: number): Promise<Episode> {
  await using server = await ServerProcess.start({ args: ['--no-demo'], imports: [failpoint] });
  const gate = new Gate();
  gate.open();
  await using crowd = new Crowd(server.url, seed, { whenUp: () => gate.opened() });
  await crowd.open();
  crowd.begin();
  const killedAt: Place[] = [];
  const missed: Place[] = [];
  for (const kill of planOf(seed, kills)) {
    const isHit = await live(server, gate, kill);
    (isHit ? killedAt : missed).push(kill.at);
  }
  await server.restart();
  gate.open();
  await within(endsWithinMs, crowd.finish(), () => server.output);
  await server.kill('SIGTERM');
  const files = dataFiles(server.data);
  const history = crowd.history(await readCommits(files.journalFile));
  const violations = [...checkViews(files), ...check(history)];
  return { seed, violations, killedAt, missed, counts: countsOf(history) };
}

/** One life of the hub up to its end; false where it did not come by the point and was killed all the same. */
async function live(server: ServerProcess, gate: Gate, kill: Kill): Promise<boolean> {
  gate.close();
  await server.kill('SIGKILL');
  const env = kill.at === anyTime ? {} : { [pointVariable]: kill.at, [hitVariable]: String(kill.hit) };
  const { ready, ended } = server.begin(env);
  // A hub may be killed before it is ready.
  ready.then(() => gate.open()).catch(() => undefined);
  const timer = new AbortController();
  const isLeft = await Promise.race([
    ended.then(() => false),
    setTimeout(kill.at === anyTime ? kill.afterMs : firesWithinMs, true, { signal: timer.signal }),
  ]);
  timer.abort();
  if (isLeft) await server.kill('SIGKILL');
  gate.close();
  const { signal } = await ended;
  if (signal !== 'SIGKILL') throw new Error(`the hub ended by itself:\n${server.output}`);
  return !isLeft || kill.at === anyTime;
}
