import type { RecordableHistogram } from 'node:perf_hooks';
import type { MessagePort } from 'node:worker_threads';
import type { LoadOptions } from '../options.ts';
import type { OutcomeLogData } from '../outcome-log.ts';
import type { WatcherReport } from '../watcher-report.ts';
import type { Slice } from './slice.ts';

/** What the main thread and the load threads say to each other. */

/** What a thread is made with. */
export interface ThreadSetup {
  readonly options: LoadOptions;
  readonly run: string;
  /** Number of the thread, from 0. */
  readonly thread: number;
  readonly clients: number;
  /** Numbers of its watchers. */
  readonly watchers: { readonly first: number; readonly count: number };
  /** Unix milliseconds before the first command's key. */
  readonly startMs: number;
  /** Of {@link CommitTimes}, where watchers need them. */
  readonly commitTimes: SharedArrayBuffer | undefined;
  /**
   * Where the moments of an open loop come from: each message is a `Float64Array` of them, steady clock. Closes
   * after the last. Undefined also for a thread without clients.
   */
  readonly arrivals: MessagePort | undefined;
}

/** When the parts of a run begin, milliseconds of the steady clock. */
export interface Schedule {
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** The same moment as Unix time. */
  readonly measureUnixMs: number;
  readonly endMs: number;
}

export type ToThread =
  /** All threads are ready: go by this. */
  | { readonly kind: 'begin'; readonly schedule: Schedule }
  /** Send no more from now on; what was measured ends with this moment. */
  | { readonly kind: 'stop'; readonly endMs: number }
  /** All threads have their answers: watchers are to hear of so many transactions, up to the seq. */
  | { readonly kind: 'finish'; readonly seq: number; readonly transactions: number }
  /** Histograms of a slice, emptied. */
  | { readonly kind: 'merged'; readonly histograms: readonly RecordableHistogram[] };

export type FromThread =
  /** So many connections stand; `problem` is why another could not be made, empty where all could. */
  | { readonly kind: 'connected'; readonly connections: number; readonly problem: string }
  | { readonly kind: 'slice'; readonly slice: Slice }
  /** No answer is awaited any more: so many transactions were acknowledged, the last with this seq. */
  | { readonly kind: 'drained'; readonly seq: number; readonly transactions: number }
  | {
      readonly kind: 'finished';
      readonly log: OutcomeLogData;
      readonly watchers: readonly WatcherReport[];
      /** Commands that were never answered. */
      readonly unanswered: number;
      /** Share of the measured part in which the thread was busy, 0..1. */
      readonly busy: number;
    }
  /** It cannot go on: a hub that does not want it. */
  | { readonly kind: 'failed'; readonly message: string };
