import { CounterRandom } from '../../client/load/random.ts';
import { Scatter } from '../../client/load/scatter.ts';
import { Zipf } from '../../client/load/zipf.ts';

/** Transfers between the accounts that `prepareAccounts` made, chosen by a Zipf distribution. */
export class Transfers {
  readonly #zipf: Zipf;
  readonly #scatter: Scatter;
  readonly #random = new CounterRandom(1);
  readonly #accounts: number;
  #count = 0;

  constructor(accounts: number, skew: number) {
    this.#accounts = accounts;
    this.#zipf = new Zipf(accounts, skew);
    this.#scatter = new Scatter(accounts);
  }

  next(): { readonly from: string; readonly to: string; readonly amount: string } {
    this.#random.seek(0, this.#count);
    this.#count += 1;
    const from = this.#account();
    const to = this.#account();
    return {
      from: `bench-${from}`,
      to: `bench-${to === from ? (to + 1) % this.#accounts : to}`,
      amount: '0.01',
    };
  }

  #account(): number {
    return this.#scatter.at(this.#zipf.rank(this.#random) - 1);
  }
}
