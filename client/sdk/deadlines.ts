import { timerMsMax } from './timer.ts';

/**
 * One timer for all that may wait too long. It is set for the earliest time that anybody named and stays so
 * when that one is served; when it fires, whoever keeps the waiting looks through them. So in the usual case,
 * where things come and go long before their time, each costs no more than a comparison.
 *
 * Times are those of {@link clockMs}.
 */
export class Deadlines {
  readonly #sweep: (nowMs: number) => number;
  #nextMs = Number.POSITIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `sweep` ends what waits since before `nowMs` and returns the earliest time of the others. */
  constructor(sweep: (nowMs: number) => number) {
    this.#sweep = sweep;
  }

  /** Something waits until this time; never where it is infinite. */
  add(deadlineMs: number): void {
    if (deadlineMs < this.#nextMs) this.#wakeAt(deadlineMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #wakeAt(deadlineMs: number): void {
    clearTimeout(this.#timer);
    this.#nextMs = deadlineMs;
    const waitMs = Math.min(Math.max(deadlineMs - clockMs(), 0), timerMsMax);
    this.#timer = setTimeout(() => this.#onTime(), waitMs);
  }

  #onTime(): void {
    this.#nextMs = Number.POSITIVE_INFINITY;
    this.add(this.#sweep(clockMs()));
  }
}

/** Milliseconds that only ever rise, whatever is done to the clock. */
export function clockMs(): number {
  return performance.now();
}
