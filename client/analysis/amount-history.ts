import { amountScore, amountsKept, unusualScore } from './amount-score.ts';

/** An amount that stands out among those that its account moved before. */
export interface Unusual {
  /** See {@link amountScore}; Infinity where all before were the same. */
  readonly score: number;
}

/** Accounts that are looked back on: those that moved last. */
const accountsKept = 10_000;

/** Amounts of one account: in the order in which they came, and in their own. */
interface Amounts {
  readonly came: number[];
  readonly sorted: number[];
}

/** The amounts that each account moved of late, to tell which stands out. Amounts are in whole or minor units of one ledger. */
export class AmountHistory {
  /** Those of the accounts that moved last come last. */
  readonly #accounts = new Map<string, Amounts>();
  readonly #accountsMax: number;

  constructor(accountsMax: number = accountsKept) {
    this.#accountsMax = accountsMax;
  }

  /** Whether it is known what an account moved before. */
  knows(account: string): boolean {
    return this.#accounts.has(account);
  }

  /** What an account moved so far, oldest first; it may be nothing. */
  begin(account: string, amounts: readonly number[]): void {
    const came = amounts.slice(-amountsKept);
    this.#keep(account, { came, sorted: came.toSorted((a, b) => a - b) });
  }

  /**
   * Takes in the next amount of an account. Only large ones are unusual: a small one takes nothing that would be
   * missed. An amount that is unusual joins the others all the same: what keeps coming is usual in the end.
   */
  add(account: string, amount: number): Unusual | undefined {
    const amounts = this.#accounts.get(account) ?? { came: [], sorted: [] };
    const { came, sorted } = amounts;
    const score = amountScore(amount, sorted);
    came.push(amount);
    sorted.splice(placeOf(amount, sorted), 0, amount);
    const forgotten = came.length > amountsKept ? came.shift() : undefined;
    if (forgotten !== undefined) sorted.splice(placeOf(forgotten, sorted), 1);
    this.#keep(account, amounts);
    return score !== undefined && score >= unusualScore ? { score } : undefined;
  }

  #keep(account: string, amounts: Amounts): void {
    this.#accounts.delete(account);
    this.#accounts.set(account, amounts);
    const [oldest] = this.#accounts.keys();
    if (this.#accounts.size > this.#accountsMax && oldest !== undefined) this.#accounts.delete(oldest);
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
