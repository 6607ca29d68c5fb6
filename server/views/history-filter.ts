import { parseMoney } from '../../shared/money.ts';
import type { BookAccount } from './books.ts';
import { readRecord } from './read-record.ts';
import type { StoredTx } from './tx-rows.ts';
import type { HistoryFilter } from './views.ts';

/** Whether a transaction of an account fits; `undefined` where everything does. */
export function filterOf(
  account: BookAccount,
  filter: HistoryFilter,
): ((tx: StoredTx) => boolean) | undefined {
  const { kind, counterparty, minAmount, maxAmount, memo } = filter;
  const { scale } = account.ledger;
  const isFree = [kind, counterparty, minAmount, maxAmount, memo].every((each) => each === undefined);
  if (isFree) return undefined;
  return ({ record }) => {
    const read = readRecord(record);
    if (read.refused) return false;
    const { tx } = read;
    if (kind !== undefined && tx.kind !== kind) return false;
    if (counterparty !== undefined && counterpartyOf(tx, account.id) !== counterparty) return false;
    if (minAmount !== undefined || maxAmount !== undefined) {
      const text = tx.amount ?? tx.released;
      if (text === undefined) return false;
      const amount = parseMoney(text, scale) ?? 0n;
      if (minAmount !== undefined && amount < minAmount) return false;
      if (maxAmount !== undefined && amount > maxAmount) return false;
    }
    return memo === undefined || memoOf(record).startsWith(memo);
  };
}

/** The other account of a transaction, as seen from one of them. */
export function counterpartyOf(
  {
    legs,
    from,
    to,
  }: Pick<Extract<ReturnType<typeof readRecord>, { refused: false }>['tx'], 'legs' | 'from' | 'to'>,
  account: string,
): string | undefined {
  const named = [...legs.map((leg) => leg.account), from, to];
  return named.find((each) => each !== undefined && each !== account);
}

/** '' where it has none. */
export function memoOf(record: string): string {
  const value: unknown = JSON.parse(record);
  return typeof value === 'object' && value !== null && 'memo' in value && typeof value.memo === 'string'
    ? value.memo
    : '';
}
