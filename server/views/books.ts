import type { Head } from '../journal/journal.ts';

/**
 * The ledgers and accounts of the views, in memory, as of one commit: what projecting the next commit
 * needs. Their order is that of their creation.
 */
export interface Books {
  /** Where in the journal they are. */
  place: Place;
  /** The greatest time-ordered key used that was not ahead of its time; '' where there is none. */
  floor: string;
  /** How many marks there are of keys above the floor that were ahead of their time. */
  ahead: number;
  refusals: number;
  readonly ledgers: Map<string, BookLedger>;
  readonly accounts: Map<string, BookAccount>;
}

export interface Place extends Head {
  readonly epoch: string;
  /** Server time of the commit, Unix milliseconds; 0 before the first. */
  readonly atMs: number;
}

export interface BookLedger {
  /** From 1, in the order of creation. */
  readonly handle: number;
  readonly id: string;
  readonly asset: string;
  readonly scale: number;
  /** As JSON. */
  readonly rules: string;
  /** Minor units; may pass 64 bits. */
  deposited: bigint;
  withdrawn: bigint;
  /** Those that name the ledger, its own creation included. */
  transactions: number;
}

export interface BookAccount {
  /** From 1, in the order of creation. */
  readonly handle: number;
  readonly id: string;
  readonly ledger: BookLedger;
  /** Minor units. */
  balance: bigint;
  held: bigint;
  version: number;
  /** Seq of the newest transaction with a leg of this account; 0 where there is none. */
  lastSeq: number;
  /** Whether the row in the file is older than this. */
  isChanged: boolean;
}

/** Books without a page written. */
export function emptyBooks(place: Place): Books {
  return { place, floor: '', ahead: 0, refusals: 0, ledgers: new Map(), accounts: new Map() };
}
