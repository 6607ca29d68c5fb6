import type { TransactionKind } from '../../../shared/transaction.ts';

/** The transactions of one kind: how many, and minor units that they moved, held or gave back. */
export interface KindTotal {
  readonly kind: TransactionKind;
  readonly count: number;
  readonly amount: bigint;
}

/** Totals by kind. */
export class KindTotals {
  readonly #totals = new Map<TransactionKind, KindTotal>();

  add(kind: TransactionKind, amount: bigint): void {
    const { count, amount: before } = this.#totals.get(kind) ?? { count: 0, amount: 0n };
    this.#totals.set(kind, { kind, count: count + 1, amount: before + amount });
  }

  /** The most frequent first. */
  get list(): readonly KindTotal[] {
    return [...this.#totals.values()].sort((a, b) => b.count - a.count);
  }
}
