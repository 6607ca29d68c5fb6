import type { Thrown } from '../threads/thrown.ts';
import type {
  FoundOutcome,
  HistoryPage,
  HistoryQuery,
  ListPage,
  ListQuery,
  LoadedState,
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
  | { readonly t: 'list'; readonly query: ListQuery; readonly commit: number }
  | { readonly t: 'history'; readonly query: HistoryQuery; readonly commit: number }
  | { readonly t: 'trial'; readonly ledger: string | undefined; readonly commit: number };

export type ViewsReply =
  | { readonly t: 'opened'; readonly at: number }
  | { readonly t: 'following' }
  | { readonly t: 'load'; readonly state: LoadedState }
  | { readonly t: 'outcome'; readonly outcome: FoundOutcome }
  | { readonly t: 'list'; readonly page: ListPage }
  | { readonly t: 'history'; readonly page: HistoryPage }
  | { readonly t: 'trial'; readonly page: TrialPage };

export type ViewsNote =
  /** The views hold this commit now. */
  | { readonly t: 'at'; readonly commit: number }
  | { readonly t: 'progress'; readonly done: number; readonly total: number }
  | { readonly t: 'failed'; readonly error: Thrown };
