import { amountScore, amountsKept, unusualScore } from './amount-score.ts';

/** An amount that stands out among those that its account moved before. */
export interface Unusual {
  /** See {@link amountScore}; Infinity where all before were the same. */
  readonly score: number;
}

/** Amounts of one account: in the order in which they came, and in their own. */
interface Amounts {
  readonly came: number[];
  readonly sorted: number[];
}

/** The amounts that each account moved of late, to tell which stands out. Amounts are in whole or minor units of one ledger. */
export class AmountHistory {
  readonly #accounts = new Map<string, Amounts>();

  /**
   * Takes in the next amount of an account. Only large ones are unusual: a small one takes nothing that would be
   * missed. An amount that is unusual joins the others all the same: what keeps coming is usual in the end.
   */
  add(account: string, amount: number): Unusual | undefined {
    const amounts = this.#accounts.get(account) ?? this.#begin(account);
    const { came, sorted } = amounts;
    const score = amountScore(amount, sorted);
    came.push(amount);
    sorted.splice(placeOf(amount, sorted), 0, amount);
    const forgotten = came.length > amountsKept ? came.shift() : undefined;
    if (forgotten !== undefined) sorted.splice(placeOf(forgotten, sorted), 1);
    return score !== undefined && score >= unusualScore ? { score } : undefined;
  }

  #begin(account: string): Amounts {
    const amounts = { came: [], sorted: [] };
    this.#accounts.set(account, amounts);
    return amounts;
  }
}

/** Place of the first that is not below an amount. */
function placeOf(amount: number, sorted: readonly number[]): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < amount) low = middle + 1;
    else high = middle;
  }
  return low;
}
