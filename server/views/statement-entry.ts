import type { StatementEntry } from '../../shared/transaction.ts';
import { counterpartyOf, memoOf } from './history-filter.ts';
import { readRecord, type ViewedTransaction } from './read-record.ts';
import type { StoredTx } from './tx-rows.ts';
import { ViewsDamage } from './views-file.ts';

/** A transaction as a line of an account's statement; `undefined` where it has no leg of the account. */
export function entryOf(stored: StoredTx, account: string): StatementEntry | undefined {
  const tx = transactionOf(stored);
  const leg = tx.legs.find((each) => each.account === account);
  if (leg === undefined) return undefined;
  const { delta, balance, available, version } = leg;
  if (balance === undefined || available === undefined || version === undefined) {
    throw new ViewsDamage(`transaction ${stored.seq} does not tell what ${account} came to`);
  }
  const { seq, at, kind, key, by } = tx;
  const counterparty = counterpartyOf(tx, account);
  const memo = memoOf(stored.record);
  return {
    ...{ seq, at, kind, key, by, delta, balance, available, version },
    ...(counterparty === undefined ? {} : { counterparty }),
    ...(memo === '' ? {} : { memo }),
  };
}

export function ledgerOf(stored: StoredTx): string {
  return transactionOf(stored).ledger;
}

export function transactionOf({ seq, record }: StoredTx): ViewedTransaction {
  const read = readRecord(record);
  if (read.refused) throw new ViewsDamage(`transaction ${seq} is a refusal`);
  return read.tx;
}
