import type { AccountState, LedgerTrial, OpenHold, Transaction } from '../../shared/transaction.ts';
import type { PastBalance } from '../sdk/calls.ts';
import type { Failure } from './failure.ts';

/** What doing an action came to; an action may have several. A failure is the last. */
export type Result =
  | {
      readonly kind: 'committed';
      readonly tx: Transaction;
      /** Whether it was done under this key before, not now; undefined where it was only asked about. */
      readonly replayed: boolean | undefined;
    }
  /** A page of accounts; `more` where further pages follow. */
  | { readonly kind: 'accounts'; readonly accounts: readonly AccountState[]; readonly more: boolean }
  | { readonly kind: 'balance'; readonly past: PastBalance }
  /** Newest first, or oldest first above a seq; each with the account's own leg. */
  | {
      readonly kind: 'history';
      readonly account: string;
      readonly txs: readonly Transaction[];
      /** Whether there may be others, which were not asked for. */
      readonly isFiltered: boolean;
    }
  /** A page of open holds; `more` where further pages follow. */
  | {
      readonly kind: 'holds';
      readonly holds: readonly OpenHold[];
      readonly more: boolean;
    }
  /** A transaction that was asked for. */
  | { readonly kind: 'transaction'; readonly tx: Transaction }
  | { readonly kind: 'trial'; readonly ledgers: readonly LedgerTrial[] }
  /** How the input was understood, where that is not plain. */
  | { readonly kind: 'note'; readonly text: string }
  | Failure;
