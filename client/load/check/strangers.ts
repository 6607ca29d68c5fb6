import type { Transaction } from '../../../shared/transaction.ts';

/** Transactions of a ledger that a run did not ask for: either another run did, or nobody. */
export class Strangers {
  /** By the run that their keys seem to name. */
  readonly #byRun = new Map<string, Stranger>();
  #unsorted: Stranger | undefined;

  /** `run`: the one that its key seems to name. */
  add(run: string | undefined, tx: Transaction): void {
    const known = run === undefined ? this.#unsorted : this.#byRun.get(run);
    if (known !== undefined) known.transactions += 1;
    else if (run === undefined || this.#byRun.size >= runsMax) this.#addUnsorted(tx);
    else this.#byRun.set(run, { first: tx, transactions: 1 });
  }

  /** By the run that may have asked for them. */
  get runs(): ReadonlyMap<string, Readonly<Stranger>> {
    return this.#byRun;
  }

  /** Those that no run can have asked for. */
  get unsorted(): Readonly<Stranger> | undefined {
    return this.#unsorted;
  }

  #addUnsorted(tx: Transaction): void {
    if (this.#unsorted === undefined) this.#unsorted = { first: tx, transactions: 1 };
    else this.#unsorted.transactions += 1;
  }
}

export interface Stranger {
  readonly first: Transaction;
  transactions: number;
}

/** Runs on one ledger during another; every key that the SDK makes by itself looks like a run of its own. */
const runsMax = 1_000;
