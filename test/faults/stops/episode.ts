import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { dataFiles } from '../../../server/data-folder.ts';
import { readCommits } from '../../support/journal-records.ts';
import { ServerProcess } from '../../support/server-process.ts';
import { within } from '../../support/within.ts';
import { check } from '../checker/check.ts';
import { checkViews } from '../checker/check-views.ts';
import { type Counts, countsOf } from '../checker/counts.ts';
import type { Tellings, Violation } from '../checker/history.ts';
import { joined } from '../checker/joined.ts';
import { CrowdProcess } from './crowd-process.ts';
import { planOf, type Stop } from './plan.ts';

/** The hub gives up soon on peers that are silent, as it does in a bad network. */
const impatient = fileURLToPath(new URL('../network/impatient-hub.js', import.meta.url));

/** How long everyone may take to come to an end once nobody is stopped any more. */
const endsWithinMs = 120_000;

/** What came of the stops of one seed. */
export interface Episode {
  readonly seed: number;
  readonly stops: readonly Stop[];
  readonly violations: readonly Violation[];
  readonly counts: Counts;
}

/** Stops a real hub and its clients and lets them go on, and looks at what they were told in the end. */
export async function runEpisode(seed: number): Promise<Episode> {
  await using server = await ServerProcess.start({ args: ['--no-demo'], imports: [impatient] });
  await using one = new CrowdProcess(server.url, seed * 2);
  await using other = new CrowdProcess(server.url, seed * 2 + 1);
  await Promise.all([one.begun(), other.begun()]);
  const stops = planOf(seed);
  for (const stop of stops) {
    await setTimeout(stop.afterMs);
    const stopped = {
      'the hub': [server],
      'one crowd': [one],
      'both crowds': [one, other],
      all: [one, server, other],
    }[stop.whom];
    for (const each of stopped) each.signal('SIGSTOP');
    await setTimeout(stop.forMs);
    for (const each of stopped) each.signal('SIGCONT');
  }
  const tellings: Tellings[] = [];
  const finish = async (crowd: CrowdProcess): Promise<void> => {
    tellings.push(await crowd.finish());
  };
  const finished = Promise.all([finish(one), finish(other)]).then(() => undefined);
  await within(endsWithinMs, finished, () => server.output);
  await server.kill('SIGTERM');
  const files = dataFiles(server.data);
  const history = joined(tellings, await readCommits(files.journalFile));
  const violations = [...checkViews(files), ...check(history)];
  return { seed, stops, violations, counts: countsOf(history) };
}
