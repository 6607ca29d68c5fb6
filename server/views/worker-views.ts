import { fromThrown } from '../threads/thrown.ts';
import { WorkerCalls } from '../threads/worker-calls.ts';
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
import type { ViewsCall, ViewsNote, ViewsReply } from './views-calls.ts';

export interface WorkerViewsOptions {
  readonly viewsFile: string;
  readonly journalFile: string;
  /** How many of the newest transactions `load` gives. */
  readonly recentMax: number;
  /** While a `load` waits: the commit that the views hold, and the one that they go to. */
  readonly onProgress?: (done: number, total: number) => void;
  /** The views have failed and reject everything from now on. */
  readonly onFailure?: (error: Error) => void;
}

/**
 * Opens views in a thread of their own, beside a journal that is open. Rejects with {@link DataError}
 * where they cannot be opened, and where the journal has lost commits that they know of.
 */
export async function openWorkerViews(options: WorkerViewsOptions): Promise<Views> {
  const views = new WorkerViews(options);
  try {
    await views.open(options);
    return views;
  } catch (error) {
    await views[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * How long commits gather before the thread hears of them: telling it of each would wake it, and have it
 * write a transaction, thousands of times a second. A question names its commit and does not wait.
 */
const followEveryMs = 20;

class WorkerViews implements Views {
  readonly #calls: WorkerCalls<ViewsCall, ViewsReply, ViewsNote>;
  readonly #options: WorkerViewsOptions;
  #at = 0;
  #atSeq = 0;
  /** The newest commit that the thread is to be told of. */
  #newest = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: WorkerViewsOptions) {
    this.#options = options;
    this.#calls = new WorkerCalls(new URL('./views-worker.js', import.meta.url), {
      note: (note) => this.#note(note),
      ended: (cause) => {
        const error = new Error(`the views' thread failed: ${cause.message}`, { cause });
        options.onFailure?.(error);
        return error;
      },
    });
  }

  async open({ viewsFile, journalFile, recentMax }: WorkerViewsOptions): Promise<void> {
    const opened = await this.#calls.call({ t: 'open', viewsFile, journalFile, recentMax }, (reply) =>
      reply.t === 'opened' ? reply : undefined,
    );
    this.#at = opened.at;
    this.#atSeq = opened.atSeq;
  }

  get at(): number {
    return this.#at;
  }

  get atSeq(): number {
    return this.#atSeq;
  }

  follow(commit: number): void {
    this.#newest = commit;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#calls.tell({ t: 'follow', commit: this.#newest });
    }, followEveryMs).unref();
  }

  load(commit: number): Promise<LoadedState> {
    return this.#calls.call({ t: 'load', commit }, (reply) => (reply.t === 'load' ? reply.state : undefined));
  }

  outcome(by: string, key: string, commit: number): Promise<FoundOutcome> {
    return this.#calls.call({ t: 'outcome', by, key, commit }, (reply) =>
      reply.t === 'outcome' ? reply.outcome : undefined,
    );
  }

  past(tx: number, commit: number): Promise<FoundPast> {
    return this.#calls.call({ t: 'past', tx, commit }, (reply) =>
      reply.t === 'past' ? reply.past : undefined,
    );
  }

  list(query: ListQuery, commit: number): Promise<ListPage> {
    return this.#calls.call({ t: 'list', query, commit }, (reply) =>
      reply.t === 'list' ? reply.page : undefined,
    );
  }

  history(query: HistoryQuery, commit: number): Promise<HistoryPage> {
    return this.#calls.call({ t: 'history', query, commit }, (reply) =>
      reply.t === 'history' ? reply.page : undefined,
    );
  }

  balance(account: string, at: Moment, commit: number): Promise<FoundBalance> {
    return this.#calls.call({ t: 'balance', account, at, commit }, (reply) =>
      reply.t === 'balance' ? reply.balance : undefined,
    );
  }

  statement(query: StatementQuery, commit: number): Promise<StatementPage> {
    return this.#calls.call({ t: 'statement', query, commit }, (reply) =>
      reply.t === 'statement' ? reply.page : undefined,
    );
  }

  transactions(query: TransactionsQuery, commit: number): Promise<TransactionsPage> {
    return this.#calls.call({ t: 'transactions', query, commit }, (reply) =>
      reply.t === 'transactions' ? reply.page : undefined,
    );
  }

  holds(query: HoldsQuery, commit: number): Promise<HoldsPage> {
    return this.#calls.call({ t: 'holds', query, commit }, (reply) =>
      reply.t === 'holds' ? reply.page : undefined,
    );
  }

  trial(ledger: string | undefined, commit: number): Promise<TrialPage> {
    return this.#calls.call({ t: 'trial', ledger, commit }, (reply) =>
      reply.t === 'trial' ? reply.page : undefined,
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    return this.#calls[Symbol.asyncDispose]();
  }

  #note(note: ViewsNote): void {
    switch (note.t) {
      case 'at':
        this.#at = note.commit;
        this.#atSeq = note.seq;
        break;
      case 'progress':
        this.#options.onProgress?.(note.done, note.total);
        break;
      case 'failed':
        this.#options.onFailure?.(fromThrown(note.error));
        break;
    }
  }
}
