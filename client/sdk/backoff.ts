/** The cap of the first wait, milliseconds; it doubles from attempt to attempt. */
export const firstCapMs = 500;
/** No wait is longer, milliseconds: a hub that was started again is back within seconds. */
export const lastCapMs = 5_000;

/**
 * How long to wait before an attempt (from 0), milliseconds: full jitter, anywhere between 0 and the cap
 * of that attempt, so that clients that lost the hub together do not come back together.
 * `random` is at least 0 and below 1.
 */
export function backoffMs(attempt: number, random: number): number {
  return Math.floor(random * Math.min(lastCapMs, firstCapMs * 2 ** attempt));
}
