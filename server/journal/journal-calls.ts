import type { Thrown } from '../threads/thrown.ts';
import type { Commit, CommitBody, Head, Journal } from './journal.ts';

/** What the main thread asks of the journal's thread, and what that answers. */

export type JournalCall =
  | { readonly t: 'open'; readonly file: string }
  | { readonly t: 'append'; readonly body: CommitBody; readonly expected: Head }
  | { readonly t: 'head' }
  | { readonly t: 'read'; readonly after: number; readonly limit: number };

export type JournalReply =
  | ({ readonly t: 'opened' } & Opened)
  | { readonly t: 'appended'; readonly head: Head; readonly ms: number }
  | { readonly t: 'head'; readonly head: Head }
  | { readonly t: 'commits'; readonly commits: Commit[] };

/** What stays as it is while the journal is open, and where it ends. */
export type Opened = Pick<Journal, 'epoch' | 'toldEpoch' | 'head' | 'durability'>;

/** The journal has failed where no call could tell. */
export interface JournalNote {
  readonly failed: Thrown;
}
