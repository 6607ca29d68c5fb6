import type { LoadOptions } from '../options.ts';
import type { Meter } from '../threads/meter.ts';
import type { WatcherReport } from '../watcher-report.ts';
import type { CommitTimes } from './commit-times.ts';
import { LateTimes } from './late-times.ts';
import { watchedAccounts, watchTarget } from './selection.ts';
import { Watcher } from './watcher.ts';

/** How often what was shown without a time is looked for among the times. */
const resolveEveryMs = 100;

export interface WatchersEvents {
  /** One more watches. */
  watching(): void;
  failed(problem: string): void;
}

/** The watchers of one thread. */
export class Watchers {
  readonly #options: LoadOptions;
  readonly #events: WatchersEvents;
  readonly #all: Watcher[] = [];
  readonly #finished = new Set<Watcher>();
  #late: LateTimes | undefined;
  #timer: NodeJS.Timeout | undefined;
  #onFinished = (): void => {};

  constructor(options: LoadOptions, events: WatchersEvents) {
    this.#options = options;
    this.#events = events;
  }

  /** Begins to connect the watcher with this number. */
  add(number: number): void {
    const { url, token, ca, ledger, watchMode: mode } = this.#options;
    const accounts = watchedAccounts(this.#options, number);
    const prefix = ledger.length + 1;
    const watcher = new Watcher(
      {
        url,
        token,
        ca,
        mode,
        target: watchTarget(ledger, accounts),
        namesAccounts: accounts !== undefined,
        numberOf: (account) => Number(account.slice(prefix)),
      },
      {
        watching: () => this.#events.watching(),
        finished: () => {
          this.#finished.add(watcher);
          this.#onFinished();
        },
        failed: (problem) => this.#events.failed(problem),
      },
    );
    this.#all.push(watcher);
  }

  /** `times` where the events of the watch mode have none. */
  measure(meter: Meter, times: CommitTimes | undefined): void {
    if (times !== undefined) {
      const late = new LateTimes(times, meter);
      this.#late = late;
      this.#timer = setInterval(() => late.resolve(meter.unixMs()), resolveEveryMs);
    }
    for (const watcher of this.#all) watcher.measure(meter, this.#late);
  }

  /**
   * Resolves when all were told of everything up to a seq, or the time is over: then with what they came to.
   * So many transactions were acknowledged since they began.
   */
  async finish(seq: number, transactions: number, withinMs: number): Promise<WatcherReport[]> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#onFinished = () => {
        if (this.#finished.size < this.#all.length) return;
        clearTimeout(timer);
        resolve();
      };
      for (const watcher of this.#all) watcher.finish(seq);
      this.#onFinished();
    });
    clearInterval(this.#timer);
    this.#late?.resolve(Number.POSITIVE_INFINITY);
    return this.#all.map((watcher) => {
      const report = watcher.report(transactions);
      if (this.#finished.has(watcher) || report.problem !== undefined) return report;
      return {
        ...report,
        problem: `had not been told of all up to seq ${seq} ${withinMs / 1_000} s after it`,
      };
    });
  }

  /** Why a watcher could not connect when it last tried; empty where all could. */
  get problem(): string {
    return this.#all.find(({ problem }) => problem !== '')?.problem ?? '';
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((watcher) => watcher.close()));
  }
}
