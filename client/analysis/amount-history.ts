import { amountScore, amountsKept, unusualScore } from './amount-score.ts';

/** An amount that stands out among those that its account moved before. */
export interface Unusual {
  /** See {@link amountScore}; Infinity where all before were the same. */
  readonly score: number;
}

/** The amounts that each account moved of late, to tell which stands out. Amounts are in whole or minor units of one ledger. */
export class AmountHistory {
  readonly #amounts = new Map<string, number[]>();

  /**
   * Takes in the next amount of an account. Only large ones are unusual: a small one takes nothing that would be
   * missed. An amount that is unusual joins the others all the same: what keeps coming is usual in the end.
   */
  add(account: string, amount: number): Unusual | undefined {
    const amounts = this.#amounts.get(account) ?? [];
    const score = amountScore(amount, amounts);
    amounts.push(amount);
    if (amounts.length > amountsKept) amounts.shift();
    this.#amounts.set(account, amounts);
    return score !== undefined && score >= unusualScore ? { score } : undefined;
  }
}
