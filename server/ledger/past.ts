import type { Account, Ledger } from './state.ts';

/** What is known of an earlier transaction that a command can name: `reverse` any, `capture` and `release` a hold. */
export interface PastTransaction {
  readonly seq: number;
  readonly what:
    | PastMovement
    | PastHold
    /** Nothing that could be undone or settled; `why` says so in words that follow "transaction 7". */
    | { readonly is: 'other'; readonly why: string };
  /** Seq of the newest transaction that changed what is told here; 0 where none has. */
  readonly changedBy: number;
}

/** Money moved between two accounts: it can be reversed. */
export interface PastMovement {
  readonly is: 'movement';
  readonly ledger: Ledger;
  readonly from: Account;
  readonly to: Account;
  /** Minor units. */
  readonly amount: bigint;
  /** How much of it has been reversed. */
  readonly reversed: bigint;
}

/** A hold that was settled; open ones are in {@link Holds}. */
export interface PastHold {
  readonly is: 'hold';
  /** Whose money it reserved. */
  readonly from: Account;
  /** How it was settled, in words that follow "hold 7". */
  readonly settled: string;
}

/**
 * Earlier transactions, as far as commands have named them of late. Nobody could keep them all: what is not here
 * has to be looked up in the views, which are behind. So what has changed stays until the views have the change,
 * and a look-up that began before that counts for nothing.
 */
export class Past {
  readonly #known = new Map<number, PastTransaction>();
  /** Greatest `changedBy` of what was forgotten. */
  #forgottenThrough: number;

  /** Begins behind a seq, knowing nothing of what came before. */
  constructor(seq: number) {
    this.#forgottenThrough = seq;
  }

  get(seq: number): PastTransaction | undefined {
    return this.#known.get(seq);
  }

  /** Enters what the views tell as of `asOf`; false where that may be too old to rely on. */
  learn(transaction: PastTransaction, asOf: number): boolean {
    if (this.#known.has(transaction.seq)) return true;
    if (asOf < this.#forgottenThrough) return false;
    this.#known.set(transaction.seq, transaction);
    return true;
  }

  /** A transaction has changed this. */
  change(transaction: PastTransaction): void {
    this.#known.delete(transaction.seq);
    this.#known.set(transaction.seq, transaction);
  }

  /** Takes a change back. */
  restore(seq: number, before: PastTransaction | undefined): void {
    if (before === undefined) this.#known.delete(seq);
    else this.#known.set(seq, before);
  }

  /** Forgets the oldest beyond `max` that the views hold as of `asOf`. */
  forget(max: number, asOf: number): void {
    for (const [seq, { changedBy }] of this.#known) {
      if (this.#known.size <= max || changedBy > asOf) return;
      this.#known.delete(seq);
      this.#forgottenThrough = Math.max(this.#forgottenThrough, changedBy);
    }
  }
}
