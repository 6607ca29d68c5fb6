import { setTimeout } from 'node:timers/promises';
import { limits } from '../../../server/limits.ts';
import { TestedHub, type Usage } from '../../hostile/tested-hub.ts';
import { readCommits } from '../../support/journal-records.ts';
import { check } from '../checker/check.ts';
import type { Violation } from '../checker/history.ts';
import { joined } from '../checker/joined.ts';
import { Recorder } from '../checker/recorder.ts';
import { LongTransfers } from './long-transfers.ts';
import type { Reader } from './reader.ts';
import { Readers } from './readers.ts';

export interface SilentOptions {
  readonly watchers: number;
  /** Of them, those that stop reading: half of them for longer than the hub waits. */
  readonly silent: number;
}

/** What came of watchers that stopped reading. */
export interface SilentRun {
  readonly violations: readonly Violation[];
  /** Transfers that each of those who went on reading was told of, one by one. */
  readonly events: number;
  /** Of those, the ones that were answered and told while everyone silent was full. */
  readonly meanwhile: number;
  /** Of the silent: who were told of a snapshot, and whose connection the hub ended. */
  readonly lagged: number;
  readonly cut: number;
  /** Connections that the hub says it ended as their peers were too slow. */
  readonly tooSlow: number;
  /** The most that waited in the hub for all peers; the bound of that; what waited in the end. */
  readonly unsentBytes: number;
  readonly unsentBytesMax: number;
  readonly unsentBytesLeft: number;
  readonly before: Usage;
  readonly full: Usage;
  readonly after: Usage;
}

/** Transfers between two looks at whether everyone has heard of them. */
const perRound = 10;
/** Far above what kernels hold for connections of which nothing is read. */
const roundsMax = 500;
/** While nothing more fits to the silent. */
const roundsMeanwhile = 5;
/** Kernels hold megabytes of what nobody reads: those who are to be silent are sent everything several times. */
const watchesOfSilent = 8;
const looksEveryMs = 100;
const tooSlowName = 'florin_closes_total{cause="tooSlow"}';

/** Some of many watchers stop reading while commands go on; half of those read again, the others are given up. */
export async function runSilent({ watchers, silent }: SilentOptions): Promise<SilentRun> {
  await using hub = await TestedHub.start(new URL('./patience.js', import.meta.url));
  const recorder = new Recorder();
  await using transfers = new LongTransfers(hub.url, recorder);
  await transfers.open();
  const before = await hub.usage();
  const sizes = [
    { size: watchers - silent, watches: 1 },
    { size: silent / 2, watches: watchesOfSilent },
    { size: silent / 2, watches: watchesOfSilent },
  ];
  await using readers = await Readers.open(hub.url, sizes, recorder.nowMs);
  const [reading = [], returning = [], lost = []] = readers.groups;
  const beganAt = transfers.seq;
  let unsentBytes = 0;
  /** Some more transfers, of which these readers hear before the next. */
  const round = async (listeners: readonly Reader[]): Promise<void> => {
    await transfers.make(perRound);
    await Promise.all(listeners.map((reader) => reader.reaches(transfers.seq)));
    unsentBytes = Math.max(unsentBytes, await hub.metric('florin_unsent_bytes'));
  };

  for (const reader of [...returning, ...lost]) reader.pause();
  for (let rounds = 0; unsentBytes < silent * limits.unsentBytesSlow; rounds += 1) {
    if (rounds === roundsMax) throw new Error(`nobody is full with ${unsentBytes} unsent bytes`);
    await round(reading);
  }
  const fullAt = transfers.seq;
  for (let rounds = 0; rounds < roundsMeanwhile; rounds += 1) await round(reading);
  const full = await hub.usage();
  const meanwhile = transfers.seq - fullAt;

  for (const reader of returning) reader.resume();
  await Promise.all(returning.map((reader) => reader.laggedOrCut()));
  await round([...reading, ...returning.filter(({ isCut }) => !isCut)]);

  // The others read again once the hub has given them up.
  hub.signal('SIGALRM');
  while ((await hub.metric(tooSlowName)) < lost.length) await setTimeout(looksEveryMs);
  for (const reader of lost) reader.resume();
  await Promise.all(lost.map((reader) => reader.laggedOrCut()));
  await round([...reading, ...returning.filter(({ isCut }) => !isCut)]);

  const watches = readers.watchesThrough(transfers.seq);
  const tooSlow = await hub.metric(tooSlowName);
  const unsentBytesLeft = await hub.metric('florin_unsent_bytes');
  const ends = { lagged: 0, cut: 0 };
  for (const reader of [...returning, ...lost]) ends[reader.isCut ? 'cut' : 'lagged'] += 1;
  const harmed = reading.filter(({ isCut, lags }) => isCut || lags > 0).length;
  await readers[Symbol.asyncDispose]();
  while ((await hub.metric('florin_connections')) > 1) await setTimeout(looksEveryMs);
  // What a first collection finds outside the heap is given back behind it.
  await hub.usage();
  const after = await hub.usage();
  await hub.stop();

  const tellings = { commands: recorder.commands, reads: recorder.reads, watches };
  const violations = [
    ...check(joined([tellings], await readCommits(hub.journalFile))),
    ...readers.violations,
  ];
  if (harmed > 0)
    violations.push({ invariant: 'I4', what: `${harmed} who went on reading were not told of all` });
  return {
    ...{ violations, ...ends, tooSlow, unsentBytes, unsentBytesLeft, before, full, after, meanwhile },
    events: transfers.seq - beganAt,
    unsentBytesMax: silent * (limits.unsentBytesSlow + limits.queuedChars),
  };
}

/** What came of it, for people. */
export function silentText({ watchers, silent }: SilentOptions, run: SilentRun): string {
  const { events, meanwhile, lagged, cut, unsentBytes, unsentBytesMax, unsentBytesLeft } = run;
  const memory = ({ heapBytes, rssBytes }: Usage): string => `${mib(heapBytes)} (RSS ${mib(rssBytes)})`;
  return [
    `${silent} of ${watchers} watchers stop reading:`,
    `  the others are told of ${events} transfers one by one, ${meanwhile} of them while nothing more fits to the silent`,
    `  ${lagged} are told of a snapshot when they read again, ${cut} are cut off`,
    `  unsent in the hub: ${mib(unsentBytes)} at most (${mib(unsentBytesMax)} is the bound), ${mib(unsentBytesLeft)} in the end`,
    `  memory: ${memory(run.before)} before, ${memory(run.full)} while they are full, ${memory(run.after)} after`,
  ].join('\n');
}

function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
