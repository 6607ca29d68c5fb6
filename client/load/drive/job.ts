import type { LoadCommand } from '../workload.ts';

/** What a client asks of the hub. Times are of the steady clock, milliseconds. */
export type Job = CommandJob | ReadJob;

export interface CommandJob {
  readonly kind: 'command';
  /** Number of the command in its thread. */
  readonly n: number;
  readonly key: string;
  readonly command: LoadCommand;
  /** When it was sent, or was to be sent. */
  readonly startedMs: number;
}

/** A question: it changes nothing, and has no key. */
export interface ReadJob {
  readonly kind: 'read';
  readonly accounts: readonly string[];
}
