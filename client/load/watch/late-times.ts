import type { Meter } from '../threads/meter.ts';
import type { CommitTimes } from './commit-times.ts';

/** What a watcher was shown without a time: the oldest change of it is the first of these names that is known. */
interface Shown {
  readonly major: number;
  readonly from: number;
  /** Last of the names: `from` itself where there is but one. */
  readonly to: number;
  /** Unix milliseconds. */
  readonly seenMs: number;
}

/** How long the acknowledgement of a change may come after its event before a later change stands for it. */
const waitMs = 500;
/** Changes that wait for their times; beyond them they go unmeasured. */
const waitingMax = 100_000;
/** Names that are looked at for one event. */
const namesMax = 10_000;

/**
 * Measures what `balances` events show. An event covers all that happened since the one before; it is as late as the
 * oldest change of that, or conflation would look like speed. The command's own thread tells the time, perhaps later.
 */
export class LateTimes {
  readonly #times: CommitTimes;
  readonly #meter: Meter;
  #waiting: Shown[] = [];

  constructor(times: CommitTimes, meter: Meter) {
    this.#times = times;
    this.#meter = meter;
  }

  shown(shown: Shown): void {
    const atMs = this.#times.get(shown.major, shown.from);
    if (atMs !== undefined) this.#meter.watched(atMs, shown.seenMs);
    else if (this.#waiting.length < waitingMax) this.#waiting.push(shown);
  }

  /** To be called every now and then. */
  resolve(nowUnixMs: number): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const shown of waiting) {
      const isOld = nowUnixMs - shown.seenMs > waitMs;
      const atMs = isOld ? this.#oldestKnown(shown) : this.#times.get(shown.major, shown.from);
      if (atMs !== undefined) this.#meter.watched(atMs, shown.seenMs);
      else if (!isOld) this.#waiting.push(shown);
    }
  }

  #oldestKnown({ major, from, to }: Shown): number | undefined {
    for (let name = from; name <= Math.min(to, from + namesMax); name += 1) {
      const atMs = this.#times.get(major, name);
      if (atMs !== undefined) return atMs;
    }
    return undefined;
  }
}
