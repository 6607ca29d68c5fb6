import type { LoadOptions } from './options.ts';
import { CounterRandom } from './random.ts';
import { Scatter } from './scatter.ts';
import { Zipf } from './zipf.ts';

/** A command of a load run; accounts are numbers from 0, see {@link accountName}. */
export type LoadCommand =
  | { readonly kind: 'transfer'; readonly from: number; readonly to: number; readonly amount: string }
  | { readonly kind: 'deposit' | 'withdraw'; readonly account: number; readonly amount: string };

/** What a run asks of the hub: command `n` of a thread is the same whenever it is asked for. */
export class Workload {
  readonly #workload: LoadOptions['workload'];
  readonly #random: CounterRandom;
  readonly #zipf: Zipf;
  readonly #scatter: Scatter;
  readonly #accounts: number;

  constructor(options: Pick<LoadOptions, 'workload' | 'accounts' | 'skew' | 'seed'>) {
    this.#workload = options.workload;
    this.#random = new CounterRandom(options.seed);
    this.#zipf = new Zipf(options.accounts, options.skew);
    this.#scatter = new Scatter(options.accounts);
    this.#accounts = options.accounts;
  }

  command(thread: number, n: number): LoadCommand {
    this.#random.seek(thread, n);
    const kind = this.#kind();
    const amount = amounts[this.#random.below(amounts.length)] ?? '';
    const account = this.account(this.#random);
    if (kind !== 'transfer') return { kind, account, amount };
    return { kind, from: account, to: this.#other(account), amount };
  }

  /** An account's number, as likely as the run's skew makes it. */
  account(random: CounterRandom): number {
    return this.#scatter.at(this.#zipf.rank(random) - 1);
  }

  #kind(): LoadCommand['kind'] {
    switch (this.#workload) {
      case 'transfer':
      case 'watch':
        return 'transfer';
      case 'deposit':
        return 'deposit';
      case 'mixed': {
        const share = this.#random.next();
        if (share < mixedTransfers) return 'transfer';
        return share < mixedTransfers + mixedDeposits ? 'deposit' : 'withdraw';
      }
    }
  }

  #other(account: number): number {
    for (let draw = 0; draw < otherDrawsMax; draw += 1) {
      const other = this.account(this.#random);
      if (other !== account) return other;
    }
    return (account + 1) % this.#accounts;
  }
}

/** Id of an account of the run's ledger. */
export function accountName(ledger: string, number: number): string {
  return `${ledger}-${number}`;
}

/** Shares of the commands of `mixed`; what remains are withdrawals. */
const mixedTransfers = 0.7;
const mixedDeposits = 0.15;

/** With the greatest skew, four of five draws among two accounts are the hot one. */
const otherDrawsMax = 64;

/** `0.01` to `9.99`. */
const amounts = Array.from({ length: 999 }, (_, index) => ((index + 1) / 100).toFixed(2));
