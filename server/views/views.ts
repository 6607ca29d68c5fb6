import type { LedgerTrial } from '../../shared/transaction.ts';

/**
 * The views port: the read model, filled from the journal behind the commit path and disposable. Each
 * query waits until the views hold the commit that it names, and tells the seq that its answer is as of.
 */
export interface Views extends AsyncDisposable {
  /** Number of the newest commit that the views hold. What a crash takes from them they get from the journal again. */
  readonly at: number;
  /** Tells the views that the journal now ends with this commit. Returns at once. */
  follow(commit: number): void;
  /** Waits until the views hold this commit, then reads all that a start needs. */
  load(commit: number): Promise<LoadedState>;
  /** The record of a key's first decision, once the views hold at least `commit`. */
  outcome(by: string, key: string, commit: number): Promise<FoundOutcome>;
  list(query: ListQuery, commit: number): Promise<ListPage>;
  history(query: HistoryQuery, commit: number): Promise<HistoryPage>;
  /** Of one ledger, or of all in id order. Empty where the ledger does not exist. */
  trial(ledger: string | undefined, commit: number): Promise<TrialPage>;
}

export interface FoundOutcome {
  /** Number of the newest commit that the answer takes into account. */
  readonly commit: number;
  /** The journal's record: a transaction or a refusal. */
  readonly record: string | undefined;
}

export interface ListQuery {
  readonly ledger: string | undefined;
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

export interface HistoryQuery {
  readonly account: string;
  /** Newest first, below this seq; without either bound, from the newest. */
  readonly before: number | undefined;
  /** Oldest first, above this seq. */
  readonly after: number | undefined;
  readonly limit: number;
}
export interface HistoryPage {
  readonly seq: number;
  /** Transaction records as the journal holds them; undefined where the account does not exist. */
  readonly txs: readonly string[] | undefined;
  /** Seq to go on from (`before` or `after`), null where there is no more. */
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
}
export interface LoadedKeys {
  /** The greatest time-ordered key used that was not ahead of its time; '' where there is none. */
  readonly floor: string;
  /** Marks (principal and second) of keys above the floor that were ahead of their time when used. */
  readonly ahead: readonly string[];
}
