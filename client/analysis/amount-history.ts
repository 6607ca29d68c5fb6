import { amountScore, amountsKept, unusualScore } from './amount-score.ts';

/** An amount that stands out among those that its account moved before. */
export interface Unusual {
  /** See {@link amountScore}; Infinity where all before were the same. */
  readonly score: number;
}

/** Accounts that are looked back on: those that moved last. */
const accountsKept = 10_000;

/** The amounts that each account moved of late, to tell which stands out. Amounts are in whole or minor units of one ledger. */
export class AmountHistory {
  /** Those of the accounts that moved last come last. */
  readonly #amounts = new Map<string, number[]>();
  readonly #accountsMax: number;

  constructor(accountsMax: number = accountsKept) {
    this.#accountsMax = accountsMax;
  }

  /** Whether it is known what an account moved before. */
  knows(account: string): boolean {
    return this.#amounts.has(account);
  }

  /** What an account moved so far, oldest first; it may be nothing. */
  begin(account: string, amounts: readonly number[]): void {
    this.#keep(account, amounts.slice(-amountsKept));
  }

  /**
   * Takes in the next amount of an account. Only large ones are unusual: a small one takes nothing that would be
   * missed. An amount that is unusual joins the others all the same: what keeps coming is usual in the end.
   */
  add(account: string, amount: number): Unusual | undefined {
    const amounts = this.#amounts.get(account) ?? [];
    const score = amountScore(amount, amounts);
    amounts.push(amount);
    if (amounts.length > amountsKept) amounts.shift();
    this.#keep(account, amounts);
    return score !== undefined && score >= unusualScore ? { score } : undefined;
  }
  #keep(account: string, amounts: number[]): void {
    this.#amounts.delete(account);
    this.#amounts.set(account, amounts);
    const [oldest] = this.#amounts.keys();
    if (this.#amounts.size > this.#accountsMax && oldest !== undefined) this.#amounts.delete(oldest);
  }
}
