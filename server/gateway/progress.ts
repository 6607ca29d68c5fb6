import { limits } from '../limits.ts';

/** Follows whether a peer takes what is sent to it. */
export class Progress {
  #lastTakenBytes = 0;
  #stalledSinceMs: number | undefined;

  /**
   * To be called about once a second; whether the peer is to be given up. `takenBytes`: what the operating
   * system has taken of all that was sent so far.
   */
  isTooSlow(unsentBytes: number, takenBytes: number, nowMs: number): boolean {
    const stalls = unsentBytes > 0 && takenBytes <= this.#lastTakenBytes;
    this.#lastTakenBytes = takenBytes;
    if (!stalls) this.#stalledSinceMs = undefined;
    else this.#stalledSinceMs ??= nowMs;
    const tooLong = this.#stalledSinceMs !== undefined && nowMs - this.#stalledSinceMs > limits.noProgressMs;
    return tooLong || unsentBytes > limits.unsentBytesMax;
  }
}
