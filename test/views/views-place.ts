import type { Journal } from '../../server/journal/journal.ts';
import type { HistoryQuery, ListQuery, Views } from '../../server/views/views.ts';
import { BookKeeper } from './book-keeper.ts';

/** A journal, and views of it. */
export interface ViewsPlace extends AsyncDisposable {
  readonly journal: Journal;
  readonly views: Views;
}

/** A ledger, `bank`, where A holds 100.00 and B nothing: five transactions, not yet committed. */
export function bank(): BookKeeper {
  const keeper = new BookKeeper();
  keeper.ask({ t: 'ledger', ledger: 'bank', asset: 'CNY', scale: 2 });
  for (const account of ['A', 'B']) keeper.ask({ t: 'open', ledger: 'bank', account });
  keeper.ask({ t: 'deposit', account: 'A', amount: '60' });
  keeper.ask({ t: 'deposit', account: 'A', amount: '40.00' });
  return keeper;
}

/** The newest of an account's transactions. */
export function historyOf(account: string): HistoryQuery {
  return {
    account,
    before: undefined,
    after: undefined,
    limit: 100,
    period: { fromMs: undefined, toMs: undefined },
    filter: {},
  };
}

/** The first accounts of all ledgers. */
export function listOf(): ListQuery {
  return { ledger: undefined, after: undefined, limit: 100 };
}
