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

/** Names the principal and the second of a key that was ahead of its time. */
export function aheadMark(by: string, key: string): string {
  return `${Math.floor((keyTimeMs(key) ?? 0) / 1000)} ${by}`;
}

/** Whether the floor has passed every key that a mark can stand for. */
export function markIsBelow(mark: string, floor: string): boolean {
  const floorMs = keyTimeMs(floor);
  return floorMs !== undefined && Number.parseInt(mark, 10) < Math.floor(floorMs / 1000);
}
