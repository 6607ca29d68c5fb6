import { formatMoney } from '../../shared/money.ts';
import type { OpenHold } from '../../shared/transaction.ts';
import { limits } from '../limits.ts';
import type { BookHold, Books } from './books.ts';
import { memoOf } from './history-filter.ts';
import type { SeqList } from './seq-list.ts';
import { transactionOf } from './statement-entry.ts';
import type { StoredTx, TxRows } from './tx-rows.ts';
import type { HoldsPage, HoldsQuery } from './views.ts';
import { ViewsDamage } from './views-file.ts';

/** A page of the open holds, those that name an account, or those of a ledger. Throws {@link ViewsDamage}. */
export function openHolds(books: Books, txs: TxRows, query: HoldsQuery): HoldsPage {
  const { seq } = books.place;
  const list = listOf(books, query);
  if (list === undefined) return { seq, holds: undefined, next: null };
  const holds: OpenHold[] = [];
  let chars = 0;
  for (const made of list.after(query.after, query.limit + 1)) {
    const stored = txs.read(made);
    chars += stored.record.length;
    const isFull = holds.length === query.limit || (holds.length > 0 && chars > limits.pageChars);
    if (isFull) return { seq, holds, next: holds.at(-1)?.seq ?? null };
    holds.push(holdOf(books.holds.get(made), stored));
  }
  return { seq, holds, next: null };
}

/** `undefined` where the account or the ledger does not exist. */
function listOf(books: Books, { account, ledger }: HoldsQuery): Pick<SeqList, 'after'> | undefined {
  if (ledger !== undefined) return books.ledgers.get(ledger)?.holds;
  if (account === undefined) return books.openHolds;
  const found = books.accounts.get(account);
  return found && (found.holds ?? none);
}

const none: Pick<SeqList, 'after'> = { after: () => [] };

function holdOf(hold: BookHold | undefined, stored: StoredTx): OpenHold {
  const tx = transactionOf(stored);
  if (hold === undefined || tx.kind !== 'hold')
    throw new ViewsDamage(`transaction ${stored.seq} is no open hold`);
  const { seq, from, to, amount } = hold;
  const { id: ledger, asset, scale } = from.ledger;
  const { at, key, by, expires } = tx;
  const memo = memoOf(stored.record);
  return {
    ...{ seq, at, key, by, from: from.id, to: to.id, ledger, asset, amount: formatMoney(amount, scale) },
    ...(expires === undefined ? {} : { expires }),
    ...(memo === '' ? {} : { memo }),
  };
}
