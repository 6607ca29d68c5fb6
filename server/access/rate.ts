/**
 * So many commands a second, and a second's worth at once: the generic cell rate algorithm (ITU-T I.371), which
 * remembers one time and needs no timer.
 */
export class Rate {
  readonly #intervalMs: number;
  /** When the next command would be on time, on the clock of `performance.now()`. */
  #dueMs = 0;

  constructor(perSecond: number) {
    this.#intervalMs = 1_000 / perSecond;
  }

  /** Whether so many more may pass now; if so, they have. A batch may go over by itself, and is waited for after. */
  take(count: number, nowMs: number): boolean {
    const dueMs = Math.max(this.#dueMs, nowMs);
    if (dueMs - nowMs > 1_000 - this.#intervalMs) return false;
    this.#dueMs = dueMs + count * this.#intervalMs;
    return true;
  }

  /** Whether nothing of it is used up. */
  isFresh(nowMs: number): boolean {
    return this.#dueMs <= nowMs;
  }
}

/** The rates of all principals: a principal has one, however it is connected. */
export class Rates {
  readonly #perSecond: number;
  readonly #rates = new Map<string, Rate>();
  #lookAgainAt = 1_000;

  /** 0 for no limit. */
  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Whether a principal may give so many more commands now; if so, it has. See {@link Rate.take}. */
  take(principal: string, count: number, nowMs: number): boolean {
    return this.#perSecond === 0 || this.#of(principal, nowMs).take(count, nowMs);
  }

  #of(principal: string, nowMs: number): Rate {
    const known = this.#rates.get(principal);
    if (known !== undefined) return known;
    if (this.#rates.size >= this.#lookAgainAt) this.#forgetFresh(nowMs);
    const rate = new Rate(this.#perSecond);
    this.#rates.set(principal, rate);
    return rate;
  }

  /** Those of which nothing is used up are as good as new ones. */
  #forgetFresh(nowMs: number): void {
    for (const [principal, rate] of this.#rates) if (rate.isFresh(nowMs)) this.#rates.delete(principal);
    this.#lookAgainAt = Math.max(1_000, 2 * this.#rates.size);
  }
}
