import type { Committed } from './committed.ts';

/** The newest transactions in seq order, a bounded number: what a watcher that comes back may have missed. */
export class Recent {
  readonly #ring: Committed[] = [];
  readonly #max: number;
  /** Seq of the newest; the oldest kept is `#newest - #ring.length + 1`. */
  #newest: number;

  /** Begins behind `seq`: nothing up to it is kept. */
  constructor(max: number, seq: number) {
    this.#max = max;
    this.#newest = seq;
  }

  get newest(): number {
    return this.#newest;
  }

  push(committed: Committed): void {
    if (committed.seq !== this.#newest + 1)
      throw new Error(`transaction ${committed.seq} after ${this.#newest}`);
    this.#newest = committed.seq;
    this.#ring[committed.seq % this.#max] = committed;
  }

  /** Whether every transaction after this seq is kept. */
  reachesBackTo(seq: number): boolean {
    return (
      seq <= this.#newest && (seq === this.#newest || this.#ring[(seq + 1) % this.#max]?.seq === seq + 1)
    );
  }

  /** Ids of the accounts touched after this seq, which {@link reachesBackTo} has to hold for. */
  touchedAfter(seq: number): Set<string> {
    const touched = new Set<string>();
    for (let at = seq + 1; at <= this.#newest; at += 1) {
      for (const account of this.at(at)?.touched ?? []) touched.add(account);
    }
    return touched;
  }

  at(seq: number): Committed | undefined {
    const committed = this.#ring[seq % this.#max];
    return committed?.seq === seq ? committed : undefined;
  }
}
