import type { AccountState, Transaction } from '../../shared/transaction.ts';
import type { WatchMode } from '../../shared/watching.ts';

/** What to watch: accounts by id, all accounts (`'*'`), or all accounts of a ledger. */
export type WatchTarget = readonly string[] | '*' | { readonly ledger: string };

export interface WatchOptions {
  /** `all` (default): every transaction. `latest`: the newest state of what changed, at the reader's pace. */
  readonly mode?: WatchMode | undefined;
  /** Closes the watch when it fires. */
  readonly signal?: AbortSignal | undefined;
}

/** What a watch tells. Seqs rise from change to change; the accounts of one transaction share theirs. */
export type Change = Snapshot | BalanceChange;

/** All watched accounts as of `seq`. Comes first, and whenever what lay between cannot be told: start afresh. */
export interface Snapshot {
  readonly kind: 'snapshot';
  readonly seq: number;
  readonly accounts: readonly AccountState[];
}

/** One account after a change. In `all` mode its versions have no gap between two snapshots. */
export interface BalanceChange {
  readonly kind: 'balance';
  readonly seq: number;
  readonly account: AccountState;
  /** Signed money text, in `all` mode; absent where an account was just opened. */
  readonly delta?: string;
  /** The transaction that did it, in `all` mode. */
  readonly tx?: Transaction;
}

/**
 * `catching-up`: asked, the snapshot or what was missed is on its way. `live`: what is known is current.
 * `stale`: the connection is lost; what is known may be old. `closed`: over.
 */
export type WatchState = 'catching-up' | 'live' | 'stale' | 'closed';
