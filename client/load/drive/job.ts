import type { LoadCommand } from '../workload.ts';

/** What a client asks of the hub. Times are of the steady clock, milliseconds. */
export type Job = CommandJob | BatchJob | ReadJob;

export interface CommandJob {
  readonly kind: 'command';
  /** Number of the command in its thread. */
  readonly n: number;
  readonly key: string;
  readonly command: LoadCommand;
  /** Seq of the transaction that the command settles or undoes; 0 for others. */
  readonly of: number;
  /** When it was sent, or was to be sent. */
  readonly startedMs: number;
  /** The batch that it is sent in, if it is. */
  readonly batch: BatchState | undefined;
}

export interface BatchState {
  /** Commands without an answer. */
  left: number;
}

/** Commands in one request. */
export interface BatchJob {
  readonly kind: 'batch';
  readonly isAtomic: boolean;
  readonly jobs: readonly CommandJob[];
}

/** A question: it changes nothing, and has no key. */
export interface ReadJob {
  readonly kind: 'read';
  readonly question: Question;
  readonly startedMs: number;
}

export type Question =
  | { readonly t: 'get'; readonly accounts: readonly string[] }
  | { readonly t: 'history'; readonly account: string; readonly limit: number }
  | { readonly t: 'balance'; readonly account: string; readonly at: number }
  | { readonly t: 'statement'; readonly account: string; readonly from: string; readonly limit: number };
