/** The longest wait before the clock is looked at again: it may be set while a timer runs. */
const lookAgainMs = 1_000;

/** Calls back when the time of the next hold to expire has come, and seldom a little before. */
export class ExpiryTimer {
  readonly #now: () => number;
  readonly #due: () => void;
  #timer: NodeJS.Timeout | undefined;
  #firesAtMs = Infinity;

  constructor(now: () => number, due: () => void) {
    this.#now = now;
    this.#due = due;
  }

  /** Something expires at this time, Unix milliseconds. */
  aimAt(expiresMs: number): void {
    const nowMs = this.#now();
    const firesAtMs = nowMs + Math.min(Math.max(0, expiresMs - nowMs), lookAgainMs);
    if (firesAtMs >= this.#firesAtMs) return;
    this.stop();
    this.#firesAtMs = firesAtMs;
    this.#timer = setTimeout(() => {
      this.#firesAtMs = Infinity;
      this.#due();
    }, firesAtMs - nowMs).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#firesAtMs = Infinity;
  }
}
