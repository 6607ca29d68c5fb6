import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { dataFiles } from '../../../server/data-folder.ts';
import { readCommits } from '../../support/journal-records.ts';
import { metricOf } from '../../support/metric-of.ts';
import { ServerProcess } from '../../support/server-process.ts';
import { check, describe } from '../checker/check.ts';
import { checkViews } from '../checker/check-views.ts';
import { type Counts, countsOf } from '../checker/counts.ts';
import type { Violation } from '../checker/history.ts';
import { joined } from '../checker/joined.ts';
import { addHits, type Hits, noHits } from './gremlin.ts';
import { type HubSaw, whatHubSaw } from './hub-saw.ts';
import { SeedRun } from './seed-run.ts';

const impatient = fileURLToPath(new URL('./impatient-hub.js', import.meta.url));

/** How long the hub may hold connections whose other ends are gone: some times what `impatient-hub.ts` lets it. */
const letsGoWithinMs = 60_000;

/** What came of some seeds at one hub. */
export interface Batch {
  readonly from: number;
  readonly seeds: number;
  /** For people; empty where all is well. */
  readonly problems: readonly string[];
  readonly hits: Hits;
  readonly hubSaw: HubSaw;
  readonly counts: Counts;
}

/** Runs seeds side by side at one hub, each with its own network and crowd, and looks at what they were told in the end. */
export async function runBatch(from: number, seeds: number): Promise<Batch> {
  await using server = await ServerProcess.start({ args: ['--no-demo'], imports: [impatient] });
  const problems: string[] = [];
  const runs = await Promise.all(
    Array.from({ length: seeds }, (_, nth) => SeedRun.open(from + nth, server.url)),
  );
  try {
    await Promise.all(
      runs.map(async (run) => {
        const problem = await run.run();
        if (problem !== undefined) problems.push(`seed ${run.seed}: ${problem}`);
      }),
    );
    await Promise.all(runs.map(({ crowd }) => crowd[Symbol.asyncDispose]()));
    // Connections that broke without a word are still there for the hub: it has to notice by itself.
    problems.push(...(await heldOnTo(server.pageUrl)));
  } finally {
    await Promise.all(runs.map((run) => run[Symbol.asyncDispose]()));
  }
  const hubSaw = await whatHubSaw(server.pageUrl);
  const code = await server.kill('SIGTERM');
  if (code !== 0 || server.output.includes('"level":"error"'))
    problems.push(`the hub ended with ${code}: ${server.output}`);
  const files = dataFiles(server.data);
  const history = joined(
    runs.map(({ crowd }) => crowd.tellings),
    await readCommits(files.journalFile),
  );
  const violations = [...checkViews(files), ...check(history)];
  if (violations.length > 0) problems.push(describe(violations.map((each) => withSeed(each, runs))));
  const hits = noHits();
  for (const { gremlin } of runs) addHits(hits, gremlin.hits);
  return { from, seeds, problems, hits, hubSaw, counts: countsOf(history) };
}

/** Says whose key it is; the name of a watch has its seed. */
function withSeed(violation: Violation, runs: readonly SeedRun[]): Violation {
  const { key, what } = violation;
  const run = runs.find(({ crowd }) => crowd.recorder.commands.some(({ command }) => command.key === key));
  return run === undefined ? violation : { ...violation, what: `seed ${run.seed}, ${what}` };
}

/** What is wrong where the hub does not let go of connections that nobody has any more. */
async function heldOnTo(pageUrl: string): Promise<string[]> {
  const untilMs = performance.now() + letsGoWithinMs;
  for (;;) {
    const left = await metricOf(pageUrl, 'florin_connections');
    if (left === 0) return [];
    if (performance.now() > untilMs) return [`the hub still holds ${left} connections that are gone`];
    await setTimeout(looksEveryMs);
  }
}

const looksEveryMs = 100;
