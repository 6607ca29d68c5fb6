import type { Page } from 'playwright-core';

/** Watches a page for tasks that keep it from answering its user: those of more than 50 ms. */
export class LongTasks {
  readonly #take: () => Promise<number[]>;

  private constructor(take: () => Promise<number[]>) {
    this.#take = take;
  }

  /** Begins with those that there were since the page was opened. */
  static async watch(page: Page): Promise<LongTasks> {
    const watcher = await page.evaluateHandle(() => {
      const seen: number[] = [];
      const keep = (entries: readonly PerformanceEntry[]): void => {
        seen.push(...entries.map(({ duration }) => duration));
      };
      const observer = new PerformanceObserver((list) => keep(list.getEntries()));
      observer.observe({ type: 'longtask', buffered: true });
      return { seen, keep, observer };
    });
    return new LongTasks(() =>
      watcher.evaluate(({ seen, keep, observer }) => {
        keep(observer.takeRecords());
        return seen.splice(0);
      }),
    );
  }

  /** Durations, in milliseconds, of the long tasks that have ended since this was last asked. */
  take(): Promise<number[]> {
    return this.#take();
  }
}
