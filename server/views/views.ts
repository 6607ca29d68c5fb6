import type { Side } from '../../shared/commands.ts';
import type { LedgerTrial, OpenHold, StatementEntry, TransactionKind } from '../../shared/transaction.ts';

/**
 * The views port: the read model, filled from the journal behind the commit path and disposable. Each
 * query waits until the views hold the commit that it names, and tells the seq that its answer is as of.
 */
export interface Views extends AsyncDisposable {
  /** Number of the newest commit that the views hold. What a crash takes from them they get from the journal again. */
  readonly at: number;
  /** Seq of the newest transaction in that commit or before. */
  readonly atSeq: number;
  /** Tells the views that the journal now ends with this commit. Returns at once. */
  follow(commit: number): void;
  /** Waits until the views hold this commit, then reads all that a start needs. */
  load(commit: number): Promise<LoadedState>;
  /** The record of a key's first decision, once the views hold at least `commit`. */
  outcome(by: string, key: string, commit: number): Promise<FoundOutcome>;
  /** An earlier transaction and what became of it. */
  past(tx: number, commit: number): Promise<FoundPast>;
  list(query: ListQuery, commit: number): Promise<ListPage>;
  history(query: HistoryQuery, commit: number): Promise<HistoryPage>;
  /** The balance of an account at an earlier moment. */
  balance(account: string, at: Moment, commit: number): Promise<FoundBalance>;
  /** Entries of an account in a period, oldest first. */
  statement(query: StatementQuery, commit: number): Promise<StatementPage>;
  /** All transactions, or those of a ledger, oldest first. */
  transactions(query: TransactionsQuery, commit: number): Promise<TransactionsPage>;
  /** Open holds, oldest first. */
  holds(query: HoldsQuery, commit: number): Promise<HoldsPage>;
  /** Of one ledger, or of all in id order. Empty where the ledger does not exist. */
  trial(ledger: string | undefined, commit: number): Promise<TrialPage>;
}

export interface FoundOutcome {
  /** Number of the newest commit that the answer takes into account. */
  readonly commit: number;
  /** The journal's record: a transaction or a refusal. */
  readonly record: string | undefined;
}

export interface FoundPast {
  /** Seq of the newest transaction that the answer takes into account. */
  readonly seq: number;
  readonly record: string | undefined;
  /** What settled or reversed it last, and how much of it is reversed in all. */
  readonly sequel:
    | { readonly tx: number; readonly by: number; readonly record: string; readonly reversed: bigint }
    | undefined;
}

/** Accounts by their id or by what it begins with, of one ledger or of all. */
export interface AccountRange {
  readonly ledger: string | undefined;
  readonly isPrefix: boolean;
  readonly name: string;
}
export interface ListQuery {
  readonly ledger: string | undefined;
  /** Only accounts that one of these takes in; all where left out. */
  readonly among?: readonly AccountRange[] | undefined;
  readonly after: string | undefined;
  readonly limit: number;
}
/** Accounts in id order (code units), without system accounts. */
export interface ListPage {
  readonly seq: number;
  readonly accounts: readonly LoadedAccount[];
  /** Id to ask after for the next page, null on the last. */
  readonly next: string | null;
}

/** From one time on and before another, Unix milliseconds. */
export interface Period {
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
}
/** What a transaction has to fit, where it is given. Amounts in minor units. */
export interface HistoryFilter {
  readonly kind?: TransactionKind | undefined;
  readonly counterparty?: string | undefined;
  readonly minAmount?: bigint | undefined;
  readonly maxAmount?: bigint | undefined;
  /** What the memo begins with. */
  readonly memo?: string | undefined;
}
export interface HistoryQuery {
  readonly account: string;
  /** Newest first, below this seq; without either bound, from the newest. */
  readonly before: number | undefined;
  /** Oldest first, above this seq. */
  readonly after: number | undefined;
  readonly period: Period;
  readonly filter: HistoryFilter;
  readonly limit: number;
}
export interface HistoryPage {
  readonly seq: number;
  /** Transaction records as the journal holds them; undefined where the account does not exist. */
  readonly txs: readonly string[] | undefined;
  /** Seq to go on from (`before` or `after`), null where there is no more. */
  readonly next: number | null;
}
/** Behind a seq, or at a time (Unix milliseconds). */
export type Moment = { readonly seq: number } | { readonly timeMs: number };
export interface FoundBalance {
  readonly seq: number;
  /** Seq that the balance is as of. */
  readonly at: number;
  /** `undefined` where the account does not exist. */
  readonly account: BalanceThen | undefined;
}
export interface BalanceThen {
  readonly account: string;
  readonly ledger: string;
  readonly asset: string;
  readonly balance: string;
  readonly available: string;
  readonly version: number;
}
export interface StatementQuery {
  readonly account: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Entries above this seq. */
  readonly after: number;
  readonly limit: number;
}
export interface StatementPage {
  readonly seq: number;
  /** `undefined` where the account does not exist. */
  readonly statement:
    | {
        readonly account: string;
        readonly ledger: string;
        readonly asset: string;
        /** Balances of the whole period, whatever part of it the page shows. */
        readonly opening: string;
        readonly closing: string;
        readonly entries: readonly StatementEntry[];
        readonly next: number | null;
      }
    | undefined;
}
export interface TransactionsQuery {
  readonly ledger: string | undefined;
  readonly after: number;
  readonly before: number | undefined;
  readonly period: Period;
  readonly limit: number;
}
export interface TransactionsPage {
  readonly seq: number;
  /** Seq of the newest in the range that was asked for; 0 where there is none. */
  readonly last: number;
  readonly txs: readonly string[];
  /** Seq to go on after, null where there is no more. */
  readonly next: number | null;
}
/** Of one account, of one ledger, or with neither all. */
export interface HoldsQuery {
  /** Whose money they reserve, or for whom they are. */
  readonly account: string | undefined;
  readonly ledger: string | undefined;
  /** Those above this seq. */
  readonly after: number;
  readonly limit: number;
}
export interface HoldsPage {
  readonly seq: number;
  /** `undefined` where the account or the ledger does not exist. */
  readonly holds: readonly OpenHold[] | undefined;
  /** Seq to go on after, null where there is no more. */
  readonly next: number | null;
}
export interface TrialPage {
  readonly seq: number;
  readonly ledgers: readonly LedgerTrial[];
}

/** The state as of the commit and seq that it names; everything that deciding needs. */
export interface LoadedState {
  readonly commit: number;
  readonly seq: number;
  /** Server time of that commit, Unix milliseconds; 0 before the first. */
  readonly atMs: number;
  /** In the order of their creation. */
  readonly ledgers: readonly LoadedLedger[];
  /** In the order of their creation, system accounts included. */
  readonly accounts: readonly LoadedAccount[];
  /** The open ones, in the order of their seq. */
  readonly holds: readonly LoadedHold[];
  /** What the idempotency keys need: see `ledger/key-memory.ts`. */
  readonly keys: LoadedKeys;
  /** Records of the newest transactions, oldest first: at most the number asked for at opening. */
  readonly recent: readonly string[];
}
export interface LoadedLedger {
  readonly ledger: string;
  readonly asset: string;
  readonly scale: number;
  /** As JSON: see `shared/rules.ts`. */
  readonly rules: string;
}
export interface LoadedAccount {
  readonly account: string;
  readonly ledger: string;
  readonly asset: string;
  readonly scale: number;
  /** Minor units. */
  readonly balance: bigint;
  readonly held: bigint;
  readonly version: number;
  readonly frozen: Side | undefined;
  readonly closed: boolean;
  /** Its own, as JSON; '' where it has none. */
  readonly rules: string;
  /** See {@link Daily}. */
  readonly spent: bigint;
  readonly spentDay: number;
}
export interface LoadedHold {
  readonly seq: number;
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
  /** Unix milliseconds; -1 where it does not end by itself. */
  readonly expiresMs: number;
  readonly day: number;
}
export interface LoadedKeys {
  /** The greatest time-ordered key used that was not ahead of its time; '' where there is none. */
  readonly floor: string;
  /** Marks (principal and second) of keys above the floor that were ahead of their time when used. */
  readonly ahead: readonly string[];
}
