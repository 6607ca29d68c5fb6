import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readCommits } from '../../support/journal-records.ts';
import { ServerProcess } from '../../support/server-process.ts';
import { check } from '../checker/check.ts';
import { Crowd } from '../checker/crowd.ts';
import type { History, Violation } from '../checker/history.ts';
import { Gate } from './gate.ts';
import { type Kill, type Place, planOf } from './plan.ts';
import { anyTime, hitVariable, pointVariable } from './points.ts';

const failpoint = fileURLToPath(new URL('./failpoint.js', import.meta.url));

/** A point that is not passed within this is passed by. */
const firesWithinMs = 15_000;
/** How long everyone may take to come to an end at a hub that is there. */
const endsWithinMs = 60_000;

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

export interface Counts {
  commands: number;
  acknowledged: number;
  refused: number;
  unanswered: number;
  /** Of all commands, those that were asked more than once. */
  retried: number;
  reads: number;
  told: number;
  transactions: number;
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
  await within(endsWithinMs, crowd.finish(), server);
  await server.kill('SIGTERM');
  const history = crowd.history(await readCommits(join(server.data, 'journal.sqlite')));
  return { seed, violations: check(history), killedAt, missed, counts: countsOf(history) };
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

async function within(ms: number, work: Promise<void>, server: ServerProcess): Promise<void> {
  const timer = new AbortController();
  const late = setTimeout(ms, undefined, { signal: timer.signal }).then(
    () => {
      throw new Error(`someone still waits after ${ms} ms:\n${server.output}`);
    },
    () => undefined,
  );
  await Promise.race([work, late]);
  timer.abort();
}

function countsOf({ commands, reads, watches, commits }: History): Counts {
  const count = (t: 'ok' | 'refused'): number => commands.filter(({ answer }) => answer?.t === t).length;
  const [acknowledged, refused] = [count('ok'), count('refused')];
  return {
    commands: commands.length,
    acknowledged,
    refused,
    unanswered: commands.length - acknowledged - refused,
    retried: commands.length - new Set(commands.map(({ command }) => command.key)).size,
    reads: reads.length,
    told: watches.reduce((sum, { told }) => sum + told.length, 0),
    transactions: commits.reduce(
      (sum, { records }) => sum + records.filter((each) => !each.refused).length,
      0,
    ),
  };
}
