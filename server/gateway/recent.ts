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

  /** Begins behind `seq`: nothing up to it is kept. */
  constructor(bounds: RecentBounds, seq: number) {
    this.#bounds = bounds;
    this.#newest = seq;
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
    return seq <= this.#newest && seq + 1 >= (this.#commits[0]?.firstSeq ?? this.#newest + 1);
  }

  /** Ids of the accounts touched after one seq, up to another; {@link reachesBackTo} has to hold for the first. */
  touchedBetween(after: number, last: number): Set<string> {
    const touched = new Set<string>();
    for (let seq = after + 1; seq <= last; seq += 1) {
      for (const account of this.at(seq)?.touched ?? []) touched.add(account);
    }
    return touched;
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
