import { findSeries, growth, parseSeries, type Series } from '../../metrics/prometheus.ts';
import { Poll } from '../poll.ts';

const everyMs = 2_000;

/** What the hub's own metrics tell, over the time between the last two looks at them. */
export class Vitals {
  readonly #poll: Poll;
  #before: readonly Series[] = [];
  #newest: readonly Series[] = [];
  #newestAtMs = 0;
  #beforeAtMs = 0;
  /** Whether the token may not see the metrics. */
  isForbidden = false;

  constructor(headers: Readonly<Record<string, string>>, changed: () => void) {
    this.#poll = new Poll(everyMs, async () => {
      const response = await fetch('/metrics', { headers });
      this.isForbidden = response.status === 403;
      if (!response.ok) return changed();
      const series = parseSeries(await response.text());
      this.#before = this.#newest;
      this.#beforeAtMs = this.#newestAtMs;
      this.#newest = series;
      this.#newestAtMs = performance.now();
      changed();
    });
  }

  start(): void {
    this.#before = [];
    this.#newest = [];
    this.#poll.start();
  }

  stop(): void {
    this.#poll.stop();
  }

  get connections(): number | undefined {
    return this.#value('florin_connections');
  }

  /** Commits that the views are behind the journal. */
  get viewsLag(): number | undefined {
    return this.#value('florin_views_lag_commits');
  }

  get residentBytes(): number | undefined {
    return this.#value('process_resident_memory_bytes');
  }

  get version(): string | undefined {
    return findSeries(this.#newest, 'florin_info')?.labels.get('version');
  }

  /** Of one processor, 1 for all of it. */
  get processorShare(): number | undefined {
    const seconds = (this.#newestAtMs - this.#beforeAtMs) / 1_000;
    return share(this.#growth('process_cpu_seconds_total'), seconds);
  }

  /** Mean time of a commit in the journal, milliseconds; undefined where there was none. */
  get commitMs(): number | undefined {
    const seconds = this.#meanOf('florin_commit_duration_seconds');
    return seconds === undefined ? undefined : seconds * 1_000;
  }

  #meanOf(histogram: string): number | undefined {
    return share(this.#growth(`${histogram}_sum`), this.#growth(`${histogram}_count`));
  }

  #growth(name: string): number | undefined {
    return growth(this.#before, this.#newest, name);
  }

  #value(name: string): number | undefined {
    return findSeries(this.#newest, name)?.value;
  }
}

/** Undefined where it cannot be told, also after a restart of the hub, which counts from zero again. */
function share(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || whole === undefined || whole <= 0 || part < 0 ? undefined : part / whole;
}
