import { keyTimeMs } from '../../shared/keys.ts';

/** How far ahead of the hub's clock a time-ordered key may be and still count as one of its time. */
const keyAheadMsMax = 10_000;

/**
 * What a key says about its age when it was decided at `atMs`. `ordered`: time-ordered and of its time.
 * `ahead`: time-ordered, but made by a clock that runs ahead. `free`: anything else.
 */
export function keyStanding(key: string, atMs: number): 'ordered' | 'ahead' | 'free' {
  const timeMs = keyTimeMs(key);
  if (timeMs === undefined) return 'free';
  return timeMs > atMs + keyAheadMsMax ? 'ahead' : 'ordered';
}

/** The second, since 1970, that a time-ordered key names. */
export function keySecond(key: string): number {
  return Math.floor((keyTimeMs(key) ?? 0) / 1000);
}

/** Names the principal and the second of a key that was ahead of its time. */
export function aheadMark(by: string, key: string): string {
  return `${keySecond(key)} ${by}`;
}

/** The second that a mark names. */
export function markSecond(mark: string): number {
  return Number.parseInt(mark, 10);
}
