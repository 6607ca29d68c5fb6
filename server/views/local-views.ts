import Database from 'better-sqlite3';
import { DataError } from '../data-error.ts';
import type { JournalReader } from '../journal/journal.ts';
import type { Books } from './books.ts';
import { Follower } from './follower.ts';
import { openViewsStore, type ViewsStore } from './open-store.ts';
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
  Views,
} from './views.ts';
import { inMemory, removeViewsFile, ViewsDamage } from './views-file.ts';

export interface LocalViewsOptions {
  readonly journal: JournalReader;
  /** How many of the newest transactions `load` gives. */
  readonly recentMax: number;
  /** The journal's name in errors. */
  readonly journalFile?: string;
  /** Without it the views are in memory. */
  readonly viewsFile?: string;
  /** The views hold this commit now. */
  readonly onAt?: (commit: number, seq: number) => void;
  /** While a `load` waits: the commit that the views hold, and the one that they go to. */
  readonly onProgress?: (done: number, total: number) => void;
  /** The views have failed and reject everything from now on. */
  readonly onFailure?: (error: Error) => void;
}

/**
 * Opens views that run in this thread. Rejects with {@link DataError} where they cannot be opened, and
 * where the journal has lost commits that they know of.
 */
export async function openLocalViews(options: LocalViewsOptions): Promise<Views> {
  const { journal, journalFile = 'journal', viewsFile = inMemory } = options;
  return new LocalViews(
    await openViewsStore(viewsFile, journal, journalFile),
    viewsFile,
    journalFile,
    options,
  );
}

class LocalViews implements Views {
  readonly #store: ViewsStore;
  readonly #viewsFile: string;
  readonly #options: LocalViewsOptions;
  readonly #follower: Follower;
  #loading = 0;
  #closed = false;
  #failure: Error | undefined;

  constructor(store: ViewsStore, viewsFile: string, journalFile: string, options: LocalViewsOptions) {
    this.#store = store;
    this.#viewsFile = viewsFile;
    this.#options = options;
    this.#follower = new Follower(store.projector, options.journal, journalFile, {
      advanced: (at, target) => {
        options.onAt?.(at, this.atSeq);
        if (this.#loading > 0) options.onProgress?.(at, target);
      },
      failed: (error) => this.#fail(error),
    });
  }

  get at(): number {
    return this.#follower.at;
  }

  get atSeq(): number {
    return this.#store.projector.books.place.seq;
  }

  follow(commit: number): void {
    this.#follower.follow(commit);
  }

  async load(commit: number): Promise<LoadedState> {
    this.#loading += 1;
    try {
      return await this.#answer(commit, (books) => this.#store.queries.load(books, this.#options.recentMax));
    } finally {
      this.#loading -= 1;
    }
  }

  outcome(by: string, key: string, commit: number): Promise<FoundOutcome> {
    return this.#answer(commit, (books) => this.#store.queries.outcome(books, by, key));
  }

  past(tx: number, commit: number): Promise<FoundPast> {
    return this.#answer(commit, (books) => this.#store.queries.past(books, tx));
  }

  list(query: ListQuery, commit: number): Promise<ListPage> {
    return this.#answer(commit, (books) => this.#store.queries.list(books, query));
  }

  history(query: HistoryQuery, commit: number): Promise<HistoryPage> {
    return this.#answer(commit, (books) => this.#store.queries.history(books, query));
  }

  balance(account: string, at: Moment, commit: number): Promise<FoundBalance> {
    return this.#answer(commit, (books) => this.#store.queries.balance(books, account, at));
  }

  statement(query: StatementQuery, commit: number): Promise<StatementPage> {
    return this.#answer(commit, (books) => this.#store.queries.statement(books, query));
  }

  transactions(query: TransactionsQuery, commit: number): Promise<TransactionsPage> {
    return this.#answer(commit, (books) => this.#store.queries.transactions(books, query));
  }

  holds(query: HoldsQuery, commit: number): Promise<HoldsPage> {
    return this.#answer(commit, (books) => this.#store.queries.holds(books, query));
  }

  trial(ledger: string | undefined, commit: number): Promise<TrialPage> {
    return this.#answer(commit, (books) => this.#store.queries.trial(books, ledger));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#follower.end(new Error('the views are closed'));
    if (this.#failure === undefined) this.#writeBooks();
    this.#store.db.close();
  }

  #writeBooks(): void {
    try {
      this.#store.projector.close();
    } catch (error) {
      // The next start reads them again from the transactions, or finds what is damaged.
      if (!(error instanceof Database.SqliteError)) throw error;
    }
  }

  async #answer<T>(commit: number, query: (books: Books) => T): Promise<T> {
    await this.#follower.reach(commit);
    try {
      return query(this.#store.projector.books);
    } catch (error) {
      throw this.#fail(error);
    }
  }

  /** Ends the views. Where the fault is theirs, their file goes, so that the next start makes it anew. */
  #fail(cause: unknown): Error {
    if (this.#failure !== undefined) return this.#failure;
    const isOwn = cause instanceof ViewsDamage || cause instanceof Database.SqliteError;
    this.#failure = isOwn
      ? new DataError(
          this.#viewsFile,
          `failed (${cause.message})`,
          'Start the hub again: it makes the views anew from the journal.',
          { cause },
        )
      : cause instanceof Error
        ? cause
        : new Error(String(cause));
    void this.#follower.end(this.#failure);
    if (isOwn && this.#viewsFile !== inMemory) {
      this.#store.db.close();
      removeViewsFile(this.#viewsFile);
    }
    this.#options.onFailure?.(this.#failure);
    return this.#failure;
  }
}
