import type { TxRows } from './tx-rows.ts';
import { ViewsDamage } from './views-file.ts';

/** Finds the place of a time among the transactions, whose times never fall. */
export class SeqAt {
  readonly #txs: TxRows;

  constructor(txs: TxRows) {
    this.#txs = txs;
  }

  /** Seq of the newest transaction before a time (Unix milliseconds), up to `last`; 0 where there is none. */
  before(timeMs: number, last: number): number {
    let [low, high] = [0, last];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#timeOf(middle) < timeMs) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #timeOf(seq: number): number {
    const match = head.exec(this.#txs.read(seq).record);
    if (match?.[1] === undefined) throw new ViewsDamage(`transaction ${seq} tells no time`);
    return Date.parse(match[1]);
  }
}

const head = /^\{"seq":\d+,"at":"([^"]+)"/;
