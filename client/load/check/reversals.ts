import { formatMoney, parseMoney } from '../../../shared/money.ts';
import type { Transaction } from '../../../shared/transaction.ts';

interface Reversed {
  /** Minor units. */
  sum: bigint;
  /** Whether one of the reversals was of all that was left. */
  isAll: boolean;
}

/** What was reversed of which transaction: never more than it moved, and all of it where that was asked for. */
export class Reversals {
  readonly #scale: number;
  /** By the seq of what they undo. */
  readonly #bySeq = new Map<number, Reversed>();
  /** What the run knows to have moved with that seq, minor units. */
  readonly #moved = new Map<number, bigint>();

  constructor(scale: number) {
    this.#scale = scale;
  }

  /** A reversal, each once. */
  saw({ reverses = 0, amount = '', all }: Transaction): void {
    const known: Reversed = this.#bySeq.get(reverses) ?? { sum: 0n, isAll: false };
    this.#bySeq.set(reverses, known);
    known.sum += this.#minor(amount);
    known.isAll ||= all === true;
  }

  /** The transaction with this seq moved so much. */
  knows(seq: number, amount: string): void {
    this.#moved.set(seq, this.#minor(amount));
  }

  /** Whether so much more than was reversed of a transaction may have been refused; without an amount, anything. */
  isSpent(seq: number, moved: string, amount: string | undefined): boolean {
    const sum = this.#bySeq.get(seq)?.sum ?? 0n;
    const left = this.#minor(moved) - sum;
    return amount === undefined ? left <= 0n : this.#minor(amount) > left;
  }

  /** All are seen; each problem is a sentence. */
  *problems(): Generator<string> {
    for (const [seq, moved] of this.#moved) {
      const { sum, isAll } = this.#bySeq.get(seq) ?? { sum: 0n, isAll: false };
      const [undone, of] = [sum, moved].map((minor) => formatMoney(minor, this.#scale));
      if (sum > moved) yield `Seq ${seq} moved ${of}, but ${undone} of it was reversed.`;
      else if (isAll && sum < moved)
        yield `Seq ${seq} moved ${of}, but what reversed all of it came to ${undone}.`;
    }
  }

  #minor(money: string): bigint {
    return parseMoney(money, this.#scale) ?? 0n;
  }
}
