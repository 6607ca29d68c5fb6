import type { Transaction } from '../../shared/transaction.ts';

/** A transaction as the reference writes what it has done. */
export function transactionLine({ seq, kind, amount = '', released, legs }: Transaction): string {
  const amounts = `${amount}${released === undefined ? '' : `/${released}`}`;
  const texts = legs.map(
    ({ account, delta, balance, available, version }) =>
      `${delta}>${account}=${balance}(${available})v${version}`,
  );
  return ['ok', seq, kind, amounts, ...texts].join(' ');
}
