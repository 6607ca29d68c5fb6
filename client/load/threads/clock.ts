/**
 * Two clocks of a load run, in milliseconds with fractions. `performance.now()` begins anew in each thread; these
 * are the same in all threads of a process.
 */

const sinceBoot = Number(process.hrtime.bigint()) / 1e6 - performance.now();

/** A steady clock: latencies and the moments of a run are told by it. */
export function steadyMs(): number {
  return performance.now() + sinceBoot;
}

/** By how much the clock of day may seem to have jumped before it is believed; `Date.now()` has whole milliseconds. */
const jumpMs = 2;

/** The time of day in finer steps than `Date.now()` has, and as cheap. */
export class UnixClock {
  #offset = performance.timeOrigin;

  nowMs(): number {
    return performance.now() + this.#offset;
  }

  /** Follows a clock that was set; to be called now and then. */
  adjust(): void {
    const off = Date.now() - this.nowMs();
    if (off < -jumpMs || off > jumpMs) this.#offset += off;
  }
}
