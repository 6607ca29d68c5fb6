import { formatMoney } from '../../shared/money.ts';
import type { BookAccount } from './books.ts';
import type { AccountHistory } from './history.ts';
import { entryOf } from './statement-entry.ts';
import type { BalanceThen } from './views.ts';

/** What accounts held before. */
export class PastBalances {
  readonly #history: AccountHistory;

  constructor(history: AccountHistory) {
    this.#history = history;
  }

  /** Just behind a seq; before its first transaction an account holds nothing. */
  at(account: BookAccount, seq: number): BalanceThen {
    const { id, ledger } = account;
    const newest = this.#history.newestLegAt(account, seq);
    const entry = newest && entryOf(newest, id);
    const zero = formatMoney(0n, ledger.scale);
    const { balance = zero, available = zero, version = 0 } = entry ?? {};
    return { account: id, ledger: ledger.id, asset: ledger.asset, balance, available, version };
  }
}
