import { type RequestKind, requestKinds } from './kinds.ts';
import type { KindFigures, Latency, LoadResult } from './result.ts';

/** What a measure counts in; a count has no unit. */
export type Unit = '' | '/s' | 'ms' | 'us' | 'bytes';

/** One figure of a run, by the name that `--fail-on`, the CSV and the JSON of goals know it by. */
export interface Measure {
  readonly name: string;
  readonly unit: Unit;
  readonly about: string;
  /** The figure, in the unit; `undefined` where this run has none. */
  readonly of: (result: LoadResult) => number | undefined;
  /** Why a run may have none, as a sentence about it. */
  readonly absent: string;
}

const acknowledged = 'no command was acknowledged';
const watched = 'no watcher saw a transaction';
const hidden = 'the hub showed no such metric of this run';

/** Measures that every run may have, in the order in which they are shown. */
const mainMeasures: readonly Measure[] = [
  {
    name: 'rate',
    unit: '/s',
    about: 'commands acknowledged a second',
    of: ({ commands }) => commands.acknowledgedPerSecond,
    absent: acknowledged,
  },
  ...latencies('', 'from a command to its acknowledgement', acknowledged, (result) => result.acknowledgement),
  ...latencies('watch.', "from a transaction's time to a watcher", watched, (result) => result.watching),
  count('refused', 'commands refused for good', ({ commands }) =>
    Object.values(commands.refused).reduce((sum, each) => sum + each, 0),
  ),
  count('retries', 'commands sent again under the same key', ({ commands }) => commands.retries),
  count('unanswered', 'commands without an answer at the end', ({ commands }) => commands.unanswered),
  count(
    'skipped',
    'commands of an open loop that found all in flight taken',
    ({ commands }) => commands.skipped,
  ),
  count('reads', 'questions answered beside the commands of `mixed`', ({ commands }) => commands.reads),
  {
    name: 'watch.events',
    unit: '/s',
    about: 'events that all watchers together were sent a second',
    of: ({ tester }) => (tester.watcherConnections === 0 ? undefined : tester.eventsPerSecond),
    absent: 'nobody watched',
  },
  count('watch.lagged', 'times that a watcher read too slowly', ({ tester }) => tester.lagged),
  ofHub('commit.p50', 'ms', 'write and fsync of a commit, median', ({ commitMs }) => commitMs?.p50),
  ofHub('commit.p99', 'ms', 'write and fsync of a commit, 99 %', ({ commitMs }) => commitMs?.p99),
  ofHub('hub.main', 'us', "CPU of the hub's main thread a command", ({ mainCpuMicros }) => mainCpuMicros),
  ofHub('hub.cpu', 'us', 'CPU of the whole hub a command', ({ allCpuMicros }) => allCpuMicros),
  ofHub('hub.memory', 'bytes', 'resident memory of the hub at the end', ({ residentBytes }) => residentBytes),
  ofHub('lag', '', "commits that the hub's views were behind at the end", (hub) => hub.viewsLagCommits),
];

/** What is told of a kind, by what comes behind its name and a dot. */
const kindPoints = ['count', 'refused', 'p50', 'p99'] as const;
type KindPoint = (typeof kindPoints)[number];

/** Every measure; those of the kinds of `mixed` come last. */
export const measures: readonly Measure[] = [
  ...mainMeasures,
  ...requestKinds.flatMap((kind) => kindPoints.map((point) => ofKind(kind, point))),
];

/** All names, those of the kinds in short. */
export const measureNamesText =
  `${mainMeasures.map(({ name }) => name).join(' ')}, and for mixed KIND.${kindPoints.join(' KIND.')}, ` +
  `where KIND is one of ${requestKinds.join(' ')}`;

function ofKind(kind: RequestKind, point: KindPoint): Measure {
  const isCount = point === 'count' || point === 'refused';
  return {
    name: `${kind}.${point}`,
    unit: isCount ? '' : 'ms',
    about: `${kind} of mixed, ${{ count: 'answered', refused: 'refused', p50: 'median', p99: '99 %' }[point]}`,
    of: ({ kinds }) => {
      const figures = kinds.find((each) => each.kind === kind);
      return figures && pointOf(figures, point);
    },
    absent: `no ${kind} was ${isCount ? 'sent' : 'answered'}`,
  };
}

function pointOf({ answered, refused, latency }: KindFigures, point: KindPoint): number | undefined {
  if (point === 'count') return answered;
  if (point === 'refused') return refused;
  return latency.count === 0 ? undefined : latency[point];
}

function latencies(
  prefix: string,
  path: string,
  absent: string,
  of: (result: LoadResult) => Latency | undefined,
): Measure[] {
  const points: readonly (readonly [string, string, (latency: Latency) => number])[] = [
    ['p50', 'median', ({ p50 }) => p50],
    ['p90', '90 %', ({ p90 }) => p90],
    ['p99', '99 %', ({ p99 }) => p99],
    ['p99.9', '99.9 %', ({ p999 }) => p999],
    ['max', 'slowest', ({ max }) => max],
    ['mean', 'mean', ({ mean }) => mean],
  ];
  return points.map(([point, words, value]) => ({
    name: `${prefix}${point}`,
    unit: 'ms',
    about: `${path}, ${words}`,
    of: (result) => {
      const latency = of(result);
      return latency === undefined || latency.count === 0 ? undefined : value(latency);
    },
    absent,
  }));
}

/** A count that every run has. */
function count(name: string, about: string, of: (result: LoadResult) => number): Measure {
  return { name, unit: '', about, of, absent: 'it was not counted' };
}

function ofHub(
  name: string,
  unit: Unit,
  about: string,
  of: (hub: NonNullable<LoadResult['hub']>) => number | undefined,
): Measure {
  return {
    name,
    unit,
    about,
    of: ({ hub }) => (hub === undefined ? undefined : of(hub)),
    absent: hidden,
  };
}
