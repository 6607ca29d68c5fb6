import type { ErrorCode } from '../../../shared/codes.ts';
import type { Transaction } from '../../../shared/transaction.ts';
import type { CannotConnect } from '../../sdk/errors.ts';
import type { HubAddress } from '../options.ts';
import type { CommandJob, Job, ReadJob } from './job.ts';

/**
 * One client of a load run: a connection that comes back when it is lost. What was not answered then, or was
 * refused for now, it sends again under the same key: every job is answered in the end, exactly once, unless the
 * driver is closed before.
 */
export interface Driver {
  submit(job: Job): void;
  /** Why the last attempt to connect failed; empty where none did. */
  readonly problem: string;
  /** Gives up what has no answer; tells nothing any more. */
  close(): Promise<void>;
}

/** `nowMs`: when the answer came, on the steady clock. */
export interface DriverEvents {
  /** The connection stands: once for the first time, and after each loss. */
  up(): void;
  /** The transaction is there where {@link DriverOptions.transactions} asks for it. */
  committed(job: CommandJob, seq: number, nowMs: number, tx: Transaction | undefined): void;
  /** For good. */
  refused(job: CommandJob | ReadJob, code: ErrorCode, nowMs: number): void;
  read(job: ReadJob, nowMs: number): void;
  /** So many commands are sent again under their keys. */
  retried(commands: number): void;
  /** No connection will come any more. */
  ended(cause: CannotConnect): void;
}

export interface DriverOptions extends HubAddress {
  readonly ledger: string;
  /** Commands that are unanswered at once, at most, and reads as many. */
  readonly inflight: number;
  /** Whether to read each transaction in full, which costs more than its seq. */
  readonly transactions: boolean;
}
