import { cpus } from 'node:os';
import { FlorinError } from '../sdk/errors.ts';
import type { Hub } from '../sdk/hub.ts';
import { newRun } from './command-key.ts';
import { Figures } from './figures.ts';
import { hubFigures } from './hub-metrics.ts';
import { latencyOf } from './latency.ts';
import { captureBefore } from './ledger-before.ts';
import { type CheckInput, checkLedger } from './ledger-check.ts';
import { beforeMeasured, Interrupted, type Measured, Measuring } from './measuring.ts';
import type { LoadOptions } from './options.ts';
import { prepareLedger } from './preparation.ts';
import type { Progress } from './progress.ts';
import { countOf, countText } from './report/numbers.ts';
import type { Environment, LedgerCheck, LoadResult } from './result.ts';
import { steadyMs } from './threads/clock.ts';
import { type Finished, Threads } from './threads/threads.ts';
import { Workload } from './workload.ts';

export interface RunInput {
  /** Connected; at `options.url`. */
  readonly hub: Hub;
  readonly options: LoadOptions;
  /** Of florin. */
  readonly version: string;
  readonly progress: Progress;
  /** Ends the measured part early where it has begun, else the check; what was measured is still reported. */
  readonly signal: AbortSignal;
  /** After that one: ends the check, and the run where there is nothing to report yet. */
  readonly hurry: AbortSignal;
}

/** How long a hub that was lost may take to come back for the check. */
const hubWithinMs = 3_000;

/**
 * Puts load on a hub and finds out what that came to: prepares the ledger, connects, warms up, measures, waits for what
 * is under way, and checks the ledger. Rejects with {@link Interrupted}, and with what the parts reject with.
 */
export async function runLoad(input: RunInput): Promise<LoadResult> {
  const { hub, options, progress, signal, hurry } = input;
  const run = newRun();
  const inTime = <T>(part: Promise<T>): Promise<T> => orInterrupted(part, signal, beforeMeasured);
  progress.begin('Preparing', `${countText(options.accounts)} accounts of ledger ${options.ledger}`);
  const onAccounts = (done: number, total: number): void =>
    progress.show(done / total, `${countText(done)} of ${countText(total)} accounts`);
  await inTime(prepareLedger({ hub, options, run, onProgress: onAccounts, signal }));
  const before = await inTime(captureBefore(hub, options, signal));

  const figures = new Figures();
  const measuring = new Measuring(figures, options, progress);
  const connections = options.clients + options.watchers;
  progress.begin(
    'Connecting',
    `${countOf(options.clients, 'client')} and ${countOf(options.watchers, 'watcher')}`,
  );
  await using threads = new Threads(options, run, {
    connected: (count) =>
      progress.show(count / connections, `${countText(count)} of ${countText(connections)} connections`),
    slice: (slice) => {
      figures.add(slice);
      measuring.show();
    },
  });
  await inTime(threads.connected());
  const measured = await measuring.measure(threads, signal);
  if (measured.seconds <= 0) throw new Interrupted(beforeMeasured);
  const { isInterrupted } = measured;
  progress.begin('Waiting', 'for the last answers');
  const finished = await orInterrupted(threads.finish(), hurry, 'Interrupted before the last answers came');

  const skipping = isInterrupted ? '; Ctrl-C again skips this' : '; Ctrl-C skips this';
  progress.begin('Checking', `the ledger against what the run was told${skipping}`);
  const workload = new Workload(options);
  const { logs, watchers } = finished;
  const onProgress = (done: number, total: number): void =>
    progress.show(done / total, `${countText(done)} of ${countText(total)} transactions${skipping}`);
  const check = await checked({
    hub,
    options,
    run,
    workload,
    logs,
    before,
    watchers,
    onProgress,
    signal: isInterrupted ? hurry : signal,
  });
  return await resultOf(input, figures, measured, finished, check);
}

/** A ledger that was not read to its end is not one that was found right. */
async function checked(input: CheckInput): Promise<LedgerCheck> {
  const startMs = steadyMs();
  try {
    // Questions have more time than somebody would wait for a hub that is gone.
    await input.hub.ping({ timeoutMs: hubWithinMs });
    return await checkLedger(input);
  } catch (error) {
    const isInterrupted = input.signal.aborted;
    if (!isInterrupted && !(error instanceof FlorinError)) throw error;
    const why = isInterrupted ? 'interrupted' : 'the hub did not answer';
    return {
      state: isInterrupted ? 'interrupted' : 'unanswered',
      problems: [`The ledger was not checked: ${why}.`],
      found: 0,
      transactions: 0,
      accounts: 0,
      watchers: 0,
      askedAgain: { asked: 0, of: 0 },
      seconds: (steadyMs() - startMs) / 1_000,
    };
  }
}

async function resultOf(
  { options: { token: _, ca: __, ...options }, version }: RunInput,
  figures: Figures,
  { startedAt, seconds, isInterrupted, cpuSeconds, hub: samples }: Measured,
  { unanswered, busiest }: Finished,
  check: LedgerCheck,
): Promise<LoadResult> {
  const { acknowledged, refused, retries, skipped, reads, events, lagged } = figures.totals;
  const hub = hubFigures(...(await samples), acknowledged);
  return {
    options,
    environment: environment(version),
    startedAt,
    seconds,
    interrupted: isInterrupted,
    commands: {
      acknowledged,
      acknowledgedPerSecond: acknowledged / seconds,
      refused,
      retries,
      unanswered,
      skipped,
      reads,
    },
    acknowledgement: latencyOf(figures.acknowledgement),
    watching: options.watchers === 0 ? undefined : latencyOf(figures.watching),
    kinds: figures.kinds,
    timeline: figures.timeline(seconds),
    tester: {
      cpu: cpuSeconds / seconds,
      busiestThread: busiest,
      clientConnections: options.clients,
      watcherConnections: options.watchers,
      eventsPerSecond: events / seconds,
      lagged,
    },
    ...(typeof hub === 'string' ? { hub: undefined, hubAbsence: hub } : { hub, hubAbsence: undefined }),
    check,
  };
}

function environment(florin: string): Environment {
  const all = cpus();
  return {
    machine: `${all.length} x ${all[0]?.model ?? 'unknown CPU'}`,
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    florin,
  };
}

/** A part's result; rejects with {@link Interrupted} where the signal fires before. */
async function orInterrupted<T>(part: Promise<T>, signal: AbortSignal, message: string): Promise<T> {
  let onAbort = (): void => {};
  const interrupted = new Promise<never>((_, reject) => {
    onAbort = () => reject(new Interrupted(message));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([part, interrupted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
