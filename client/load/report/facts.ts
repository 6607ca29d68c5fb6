import type { HubFigures, LoadResult } from '../result.ts';
import { bytesText, countOf, countText, figureText, percentText } from './numbers.ts';

/** A figure with its name, as people read it. */
export interface Fact {
  readonly name: string;
  readonly text: string;
}

/** What became of the commands. */
export function commandFacts({ commands, options, seconds }: LoadResult): Fact[] {
  const { acknowledged, refused, retries, unanswered, skipped, reads } = commands;
  const codes = Object.entries(refused).sort(([, one], [, other]) => other - one);
  const total = codes.reduce((sum, [, count]) => sum + count, 0);
  const byCode = codes.map(([code, count]) => `${code} ${countText(count)}`).join(', ');
  return [
    { name: 'acknowledged', text: `${countText(acknowledged)} in ${figureText(seconds)} s` },
    { name: 'refused', text: byCode === '' ? countText(total) : `${countText(total)}: ${byCode}` },
    { name: 'sent again', text: countText(retries) },
    { name: 'unanswered', text: countText(unanswered) },
    // Nothing has a moment to miss in a closed loop.
    ...(options.rate === undefined ? [] : [{ name: 'skipped', text: countText(skipped) }]),
    ...(options.workload === 'mixed' ? [{ name: 'reads', text: countText(reads) }] : []),
  ];
}

export function hubFacts(hub: HubFigures): Fact[] {
  const { version, durability, commits, recordsPerCommit, commitMs, residentBytes, viewsLagCommits } = hub;
  const each = recordsPerCommit === undefined ? '' : `, ${figureText(recordsPerCommit)} records each`;
  const timing =
    commitMs === undefined
      ? []
      : [
          {
            name: 'commit time',
            text: `mean ${figureText(commitMs.mean)} ms, p50 ${figureText(commitMs.p50)} ms, p99 ${figureText(commitMs.p99)} ms`,
          },
        ];
  return [
    { name: 'version', text: `florin ${version}` },
    { name: 'durability', text: durability },
    { name: 'commits', text: `${countText(commits)}${each}` },
    ...timing,
    ...cpuFacts(hub),
    { name: 'memory', text: `${bytesText(residentBytes)} at the end` },
    { name: 'views', text: `${countOf(viewsLagCommits, 'commit')} behind at the end` },
  ];
}

function cpuFacts({ mainCpuMicros, allCpuMicros }: HubFigures): Fact[] {
  if (allCpuMicros === undefined) return [];
  const main = mainCpuMicros === undefined ? '' : `, ${figureText(mainCpuMicros)} µs on the main thread`;
  return [{ name: 'CPU', text: `${figureText(allCpuMicros)} µs a command${main}` }];
}

export function testerFacts({ tester, environment, options }: LoadResult): Fact[] {
  const { cpu, busiestThread, clientConnections, watcherConnections, eventsPerSecond, lagged } = tester;
  const { machine, platform, node, florin } = environment;
  const busiest = options.threads === 1 ? 'its thread' : `the busiest of ${options.threads} threads`;
  return [
    { name: 'machine', text: `${machine}, ${platform}` },
    { name: 'software', text: `Node ${node}, florin ${florin}` },
    {
      name: 'CPU',
      text: `${figureText(cpu)} cores; ${busiest} had work ${percentText(busiestThread)} of its time`,
    },
    {
      name: 'connections',
      text: `${countOf(clientConnections, 'client')}, ${countOf(watcherConnections, 'watcher')}`,
    },
    {
      name: 'events seen',
      text: `${countText(eventsPerSecond)}/s${lagged === 0 ? '' : `; ${countOf(lagged, 'time')} a watcher read too slowly and got a snapshot instead`}`,
    },
  ];
}
