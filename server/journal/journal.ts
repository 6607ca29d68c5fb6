/**
 * The journal port: the truth of the hub, an append-only chain of group commits. Every implementation
 * passes the contract suite in `test/journal/`.
 */

/** What a group commit holds. Refusals take no seq, so `count` may be smaller than the number of records. */
export interface CommitBody {
  /** Seq that the first transaction of this commit takes: one above the previous commit's last. */
  readonly firstSeq: number;
  /** How many transactions, each taking one seq. */
  readonly count: number;
  /** Server time of the commit, Unix milliseconds, never below the previous commit's. */
  readonly atMs: number;
  /** One JSON text a line, at least one line, no line break at the end: see `ledger/record.ts`. */
  readonly records: string;
}

/** A commit in the chain. */
export interface Commit extends CommitBody {
  /** Gapless number of the commit, from 1. */
  readonly number: number;
  /** SHA-256 over the previous commit's hash and this body, lower-case hex: see `journal/chain.ts`. */
  readonly hash: string;
}

/** Where the journal ends. Before the first commit: number 0, seq 0, and the epoch's own hash. */
export interface Head {
  readonly number: number;
  /** Seq of the newest committed transaction. */
  readonly seq: number;
  readonly hash: string;
}

export interface JournalReader {
  /** Random id of this journal, made with it, kept across restarts. */
  readonly epoch: string;
  /**
   * Commits with a number above `after`, in order, at most `limit`; each checked against its hash. Rejects
   * where one is missing or damaged.
   */
  read(after: number, limit: number): Promise<Commit[]>;
}

/** What a commit is durable by, in words for operators. */
export interface Durability {
  /** What keeps the journal, such as `sqlite`. */
  readonly journal: string;
  /** How an append reaches the disk, in the words of what keeps it; `OFF` where it does not. */
  readonly synchronous: string;
}

export interface Journal extends JournalReader, AsyncDisposable {
  /** The epoch that clients are told (R16): another one for each restore, behind which the past may be another. */
  readonly toldEpoch: string;
  readonly durability: Durability;
  /**
   * How long the newest append of this writer took to become durable, measured where that happened:
   * milliseconds, without the way to another thread and back. 0 before the first.
   */
  readonly appendMs: number;
  /** Where the journal ends, as far as this writer has seen. Once an append was a `conflict`, it has seen all. */
  readonly head: Head;
  /**
   * Makes one commit durable behind `expected` and resolves with the new head. Rejects with
   * `JournalError`: `conflict` where another writer appended first, `refused` where the commit was
   * cleanly not made (disk full), `broken` where nobody can tell (I/O error, corrupt file). A body that does
   * not fit behind `expected` is a fault of the caller and rejects with another error.
   */
  append(body: CommitBody, expected: Head): Promise<Head>;
}
