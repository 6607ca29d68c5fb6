import type { Side } from '../../shared/commands.ts';
import type { AccountState } from '../../shared/transaction.ts';

/** What a frozen side stops. */
export const stopped: Readonly<Record<Side, string>> = {
  debit: 'nothing may leave it',
  credit: 'nothing may come to it',
  both: 'nothing may leave it or come to it',
};

/** What stands in the way of an account's money, a sentence each without its full stop; none where nothing does. */
export function describeStanding({ frozen, closed }: Pick<AccountState, 'frozen' | 'closed'>): string[] {
  return [
    ...(closed ? ['Closed for ever'] : []),
    ...(frozen === undefined ? [] : [`Frozen: ${stopped[frozen]}`]),
  ];
}
