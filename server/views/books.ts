import type { Side } from '../../shared/commands.ts';
import { isSystemAccount } from '../../shared/ids.ts';
import type { Head } from '../journal/journal.ts';
import type { Daily } from '../ledger/daily.ts';
import { SeqList } from './seq-list.ts';
import { SortedIds } from './sorted-ids.ts';

/**
 * The ledgers and accounts of the views, in memory, as of one commit: what projecting the next commit
 * needs. Their order is that of their creation.
 *
 * The file has them as of an older seq, and all transactions since. Writing every account as it changes
 * would be most of what the views write: accounts change all over the file, transactions go at its end.
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
  /** The open holds, by seq. */
  readonly holds: Map<number, BookHold>;
  /** Their seqs. */
  readonly openHolds: SeqList;
  /** Ids of all accounts but system accounts. */
  readonly ids: SortedIds;
  /** Accounts whose rows in the file are older than they are, or missing. */
  changed: BookAccount[];
  /** Seqs of holds that the file has and that are open no more. */
  settled: number[];
  written: Written;
}

/** What the file has of the ledgers and accounts. */
export interface Written {
  readonly seq: number;
  readonly ledgers: number;
  readonly accounts: number;
  readonly holds: number;
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
  rules: string;
  /** Minor units; may pass 64 bits. */
  deposited: bigint;
  withdrawn: bigint;
  /** Those that name the ledger, its own creation included. */
  transactions: number;
  /** The system account too. */
  readonly accounts: BookAccount[];
  /** Ids of its accounts but the system account. */
  readonly ids: SortedIds;
  /** Seqs of its open holds. */
  readonly holds: SeqList;
}

export interface BookAccount extends Daily {
  /** From 1, in the order of creation. */
  readonly handle: number;
  readonly id: string;
  readonly ledger: BookLedger;
  /** Minor units. */
  balance: bigint;
  held: bigint;
  version: number;
  frozen: Side | undefined;
  closed: boolean;
  /** Its own, as JSON; '' where it has none. */
  rules: string;
  /** Transactions of its history: those with a leg of it, and those that change its rules. */
  entries: number;
  /** Seq of the newest of them; 0 where there is none. */
  lastSeq: number;
  /** Seq of the newest with a leg of it. */
  lastLegSeq: number;
  /** Seqs of the open holds that reserve its money or are for it; undefined where there is none. */
  holds: SeqList | undefined;
  /** Whether it is among the changed. */
  isChanged: boolean;
}

/** See {@link Hold}. */
export interface BookHold {
  readonly seq: number;
  readonly from: BookAccount;
  readonly to: BookAccount;
  /** Minor units. */
  readonly amount: bigint;
  /** Unix milliseconds; -1 where it does not end by itself. */
  readonly expiresMs: number;
  readonly day: number;
}

/** Books without a page written. */
export function emptyBooks(place: Place): Books {
  return {
    place,
    floor: '',
    ahead: 0,
    refusals: 0,
    ledgers: new Map(),
    accounts: new Map(),
    holds: new Map(),
    openHolds: new SeqList(),
    ids: new SortedIds(),
    changed: [],
    settled: [],
    written: { seq: 0, ledgers: 0, accounts: 0, holds: 0 },
  };
}

/** Enters an account in the books. */
export function enterAccount(books: Books, account: BookAccount): void {
  books.accounts.set(account.id, account);
  account.ledger.accounts.push(account);
  if (isSystemAccount(account.id)) return;
  books.ids.add(account.id);
  account.ledger.ids.add(account.id);
}

/** Enters an open hold in the books; it is newer than those that are there. */
export function enterHold(books: Books, hold: BookHold): void {
  const { seq, from, to } = hold;
  books.holds.set(seq, hold);
  books.openHolds.add(seq);
  from.ledger.holds.add(seq);
  for (const account of [from, to]) {
    account.holds ??= new SeqList();
    account.holds.add(seq);
  }
}

/** Takes a hold that is open no more out of the books. */
export function dropHold(books: Books, { seq, from, to }: BookHold): void {
  books.holds.delete(seq);
  books.openHolds.remove(seq);
  from.ledger.holds.remove(seq);
  for (const account of [from, to]) {
    account.holds?.remove(seq);
    if (account.holds?.isEmpty === true) account.holds = undefined;
  }
}
