import type { ErrorCode } from '../../../shared/codes.ts';
import type { Command } from '../../../shared/commands.ts';
import type { AccountState, LedgerTrial, Transaction } from '../../../shared/transaction.ts';
import type { WatchMode } from '../../../shared/watching.ts';
import type { JournalCommit } from '../../support/journal-records.ts';

/**
 * What came of a run, as plain data that anything can write down: processes, sockets, a simulation. Times are
 * milliseconds of one clock that never goes back; what was asked is timed before it leaves, what was told after it came.
 */
export interface History {
  /** What is left in the end, oldest first. */
  readonly commits: readonly JournalCommit[];
  readonly commands: readonly CommandSeen[];
  readonly watches: readonly WatchSeen[];
  readonly reads: readonly ReadSeen[];
  /** Whether `commands` are all that anyone but the hub itself can have asked for. */
  readonly isComplete: boolean;
  /** Whether the hub's clock was set back at any time. */
  readonly isClockSetBack?: boolean;
}

/** What some of those who take part asked and were told. */
export type Tellings = Pick<History, 'commands' | 'reads' | 'watches'>;

/** A command that was asked once, or by a client that repeats it until it is answered; a retry is another of these. */
export interface CommandSeen {
  readonly command: Command;
  /** Who asks, where it is not everyone's own principal: keys are a principal's. */
  readonly by?: string;
  /** Of an atomic batch: the keys of all its commands, in order. */
  readonly together?: readonly string[];
  readonly askedMs: number;
  /** `undefined` where nothing came back. */
  readonly answer?: Answer | undefined;
}

export type Answer =
  | { readonly t: 'ok'; readonly answeredMs: number; readonly tx: Transaction }
  | {
      readonly t: 'refused';
      readonly answeredMs: number;
      readonly code: ErrorCode;
      readonly message: string;
    };

/** A watch of one connection, or of a client that takes it up again by itself. */
export interface WatchSeen {
  /** For people. */
  readonly name: string;
  readonly mode: WatchMode;
  readonly target: WatchedTarget;
  /** What it was told, in order. */
  readonly told: readonly Told[];
  /** Through which seq it has to have been told in the end; `undefined` where its connection broke. */
  readonly through?: number | undefined;
}

/** Account ids, all accounts, or those of a ledger. */
export type WatchedTarget = readonly string[] | '*' | { readonly ledger: string };

export type Told =
  /** Goes on behind this seq, of which the watcher knows already, or needs not to know. */
  | { readonly t: 'resumed'; readonly atMs: number; readonly seq: number }
  /** All watched accounts; the parts of a snapshot joined. */
  | {
      readonly t: 'snapshot';
      readonly atMs: number;
      readonly seq: number;
      readonly accounts: readonly AccountState[];
    }
  /** Mode `all`; `accounts` are what the watcher makes of it, where it makes something of it. */
  | {
      readonly t: 'tx';
      readonly atMs: number;
      readonly prev?: number | undefined;
      readonly tx: Transaction;
      readonly accounts?: readonly AccountState[];
    }
  /** Mode `latest`. */
  | {
      readonly t: 'states';
      readonly atMs: number;
      readonly prev?: number | undefined;
      readonly seq: number;
      readonly accounts: readonly AccountState[];
    }
  /** A snapshot has to follow. */
  | { readonly t: 'lagged'; readonly atMs: number; readonly from: number; readonly to: number };

/** An answered question. */
export interface ReadSeen {
  readonly askedMs: number;
  readonly answeredMs: number;
  /** What the answer was as of. */
  readonly seq: number;
  readonly accounts?: readonly AccountState[];
  readonly ledgers?: readonly LedgerTrial[];
}

export type Invariant = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7';

/** One thing that must never be. */
export interface Violation {
  readonly invariant: Invariant;
  readonly what: string;
  readonly key?: string | undefined;
  readonly account?: string | undefined;
  readonly seq?: number | undefined;
}
