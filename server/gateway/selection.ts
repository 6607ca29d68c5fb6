import { isSystemAccount } from '../../shared/ids.ts';
import type { Committed } from './committed.ts';

/** What a watch looks at. `everything` and `ledger` mean the accounts that clients opened, new ones included. */
export type Selection =
  | { readonly kind: 'everything' }
  | { readonly kind: 'ledger'; readonly ledger: string }
  | { readonly kind: 'accounts'; readonly accounts: ReadonlySet<string> };

/** Whether a selection that a transaction belongs to takes in this account of it. */
export function selects(selection: Selection, account: string): boolean {
  return selection.kind === 'accounts' ? selection.accounts.has(account) : !isSystemAccount(account);
}

/** Whether a selection takes in a transaction. */
export function concerns(selection: Selection, committed: Committed): boolean {
  if (selection.kind === 'ledger' && selection.ledger !== committed.ledger) return false;
  return committed.touched.some((account) => selects(selection, account));
}
