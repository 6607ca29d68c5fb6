import type { Transaction } from '../../shared/transaction.ts';

/** Holds that are remembered, the newest. */
const holdsMax = 100;

/** The numbers of the holds that were made and not settled while the prompt looked on: what Tab offers. */
export class OpenHolds {
  readonly #numbers = new Set<number>();

  /** Newest first, as they are shown. */
  get known(): readonly string[] {
    return [...this.#numbers].reverse().map((number) => `#${number}`);
  }

  learn({ kind, seq, hold }: Pick<Transaction, 'kind' | 'seq' | 'hold'>): void {
    if (hold !== undefined) this.#numbers.delete(hold);
    if (kind !== 'hold') return;
    // One that is told of again has its place among those told of with it.
    this.#numbers.delete(seq);
    this.#numbers.add(seq);
    const [oldest] = this.#numbers;
    if (this.#numbers.size > holdsMax && oldest !== undefined) this.#numbers.delete(oldest);
  }
}
