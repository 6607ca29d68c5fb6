import { isRefusal } from '../ledger/record.ts';
import { type Committed, committedOfRecord } from './committed.ts';

export interface RecentBounds {
  /** Transactions that are kept at least, as long as their commits stay within `chars`. */
  readonly transactions: number;
  readonly chars: number;
}

/**
 * The newest commits: what a watcher that comes back may have missed. A commit is kept as the one text that
 * went to the journal, and taken apart only when somebody asks: most never are.
 */
export class Recent {
  readonly #bounds: RecentBounds;
  /** In seq order, without gaps. */
  readonly #commits: RecentCommit[] = [];
  #chars = 0;
  /** Seq of the newest transaction. */
  #newest: number;
  /** See {@link lastTouches}: whoever was touched last is last. */
  readonly #lastTouches = new Map<string, number>();
  /** Seq up to which that tells. */
  #toldUpTo: number;

  /** Begins behind `seq`: nothing up to it is kept. */
  constructor(bounds: RecentBounds, seq: number) {
    this.#bounds = bounds;
    this.#newest = seq;
    this.#toldUpTo = seq;
  }

  get newest(): number {
    return this.#newest;
  }

  /** The next commit: `count` transactions in its records, one a line, perhaps among refusals. */
  push(firstSeq: number, count: number, records: string): void {
    if (firstSeq !== this.#newest + 1) throw new Error(`transaction ${firstSeq} after ${this.#newest}`);
    if (count === 0) return;
    this.#newest += count;
    this.#commits.push(new RecentCommit(firstSeq, count, records));
    this.#chars += records.length;
    for (let oldest = this.#commits[0]; oldest !== undefined; oldest = this.#commits[0]) {
      const without = this.#newest - oldest.lastSeq;
      if (without < this.#bounds.transactions && this.#chars <= this.#bounds.chars) return;
      this.#commits.shift();
      this.#chars -= oldest.records.length;
    }
  }

  /** Whether every transaction after this seq is kept. */
  reachesBackTo(seq: number): boolean {
    return seq <= this.#newest && seq + 1 >= this.#oldest;
  }

  /**
   * Account id to the seq of the newest transaction that touched it: of those that are kept, up to a seq that never
   * falls from one question to the next. Each transaction is looked at once, however often this is asked.
   */
  lastTouches(upTo: number): ReadonlyMap<string, number> {
    if (upTo <= this.#toldUpTo) return this.#lastTouches;
    const oldest = this.#oldest;
    for (let seq = Math.max(this.#toldUpTo + 1, oldest); seq <= upTo; seq += 1) {
      for (const account of this.at(seq)?.touched ?? []) {
        this.#lastTouches.delete(account);
        this.#lastTouches.set(account, seq);
      }
    }
    this.#toldUpTo = upTo;
    for (const [account, seq] of this.#lastTouches) {
      if (seq >= oldest) break;
      this.#lastTouches.delete(account);
    }
    return this.#lastTouches;
  }

  at(seq: number): Committed | undefined {
    let [from, to] = [0, this.#commits.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      const commit = this.#commits[middle];
      if (commit === undefined || commit.lastSeq >= seq) to = middle;
      else from = middle + 1;
    }
    const commit = this.#commits[from];
    return commit?.transactions[seq - commit.firstSeq];
  }

  /** Seq of the oldest transaction that is kept; the next one where there is none. */
  get #oldest(): number {
    return this.#commits[0]?.firstSeq ?? this.#newest + 1;
  }
}

class RecentCommit {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly records: string;
  #transactions: readonly Committed[] | undefined;

  constructor(firstSeq: number, count: number, records: string) {
    this.firstSeq = firstSeq;
    this.lastSeq = firstSeq + count - 1;
    this.records = records;
  }

  get transactions(): readonly Committed[] {
    this.#transactions ??= this.records
      .split('\n')
      .filter((record) => !isRefusal(record))
      .map(committedOfRecord);
    return this.#transactions;
  }
}
