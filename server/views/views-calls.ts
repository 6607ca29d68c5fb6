import type { Thrown } from '../threads/thrown.ts';
import type {
  FoundBalance,
  FoundOutcome,
  FoundPast,
  HistoryPage,
  HistoryQuery,
  HoldsPage,
  HoldsQuery,
  ListPage,
  ListQuery,
  LoadedState,
  Moment,
  StatementPage,
  StatementQuery,
  TransactionsPage,
  TransactionsQuery,
  TrialPage,
} from './views.ts';

/** What the main thread asks of the views' thread, and what that answers. */

export type ViewsCall =
  | {
      readonly t: 'open';
      readonly viewsFile: string;
      readonly journalFile: string;
      readonly recentMax: number;
    }
  | { readonly t: 'follow'; readonly commit: number }
  | { readonly t: 'load'; readonly commit: number }
  | { readonly t: 'outcome'; readonly by: string; readonly key: string; readonly commit: number }
  | { readonly t: 'past'; readonly tx: number; readonly commit: number }
  | { readonly t: 'list'; readonly query: ListQuery; readonly commit: number }
  | { readonly t: 'history'; readonly query: HistoryQuery; readonly commit: number }
  | {
      readonly t: 'balance';
      readonly account: string;
      readonly at: Moment;
      readonly commit: number;
    }
  | { readonly t: 'statement'; readonly query: StatementQuery; readonly commit: number }
  | { readonly t: 'transactions'; readonly query: TransactionsQuery; readonly commit: number }
  | { readonly t: 'holds'; readonly query: HoldsQuery; readonly commit: number }
  | { readonly t: 'trial'; readonly ledger: string | undefined; readonly commit: number };

export type ViewsReply =
  | { readonly t: 'opened'; readonly at: number; readonly atSeq: number }
  | { readonly t: 'following' }
  | { readonly t: 'load'; readonly state: LoadedState }
  | { readonly t: 'outcome'; readonly outcome: FoundOutcome }
  | { readonly t: 'past'; readonly past: FoundPast }
  | { readonly t: 'list'; readonly page: ListPage }
  | { readonly t: 'history'; readonly page: HistoryPage }
  | { readonly t: 'balance'; readonly balance: FoundBalance }
  | { readonly t: 'statement'; readonly page: StatementPage }
  | { readonly t: 'transactions'; readonly page: TransactionsPage }
  | { readonly t: 'holds'; readonly page: HoldsPage }
  | { readonly t: 'trial'; readonly page: TrialPage };

export type ViewsNote =
  /** The views hold this commit now. */
  | { readonly t: 'at'; readonly commit: number; readonly seq: number }
  | { readonly t: 'progress'; readonly done: number; readonly total: number }
  | { readonly t: 'failed'; readonly error: Thrown };
