import { keyCharsMax } from './limits.ts';
import { z } from './zod.ts';

/** Source of the expression that a key matches as a whole. */
export const keyPattern = `[A-Za-z0-9_.:-]{1,${keyCharsMax}}`;

/**
 * Idempotency keys. Any key works; a time-ordered one (`k`, the Unix milliseconds as nine base-36
 * digits, then twelve random characters) lets the hub answer "never used" from memory.
 */
export const KeySchema = z
  .string()
  .check(z.regex(new RegExp(`^${keyPattern}$`), 'is not a key: 1..64 of A-Z a-z 0-9 _ . : -'));

const timeDigits = 9;
/** Random characters at the end of a time-ordered key. */
export const keyRandomChars = 12;

/** A time-ordered key: its text sorts as its time does. `random` is `keyRandomChars` characters of A-Z a-z 0-9 _ -. */
export function timeOrderedKey(unixMs: number, random: string): string {
  return `k${unixMs.toString(36).padStart(timeDigits, '0')}${random}`;
}

/** Unix milliseconds that a time-ordered key carries, `undefined` for any other key that {@link KeySchema} allows. */
export function keyTimeMs(key: string): number | undefined {
  if (key.length !== timeOrderedChars || key.charCodeAt(0) !== timeOrderedMark) return undefined;
  let timeMs = 0;
  for (let at = 1; at <= timeDigits; at += 1) {
    const digit = base36Digit(key.charCodeAt(at));
    if (digit < 0) return undefined;
    timeMs = timeMs * 36 + digit;
  }
  // Of what a key may hold, only these two are not among the random characters.
  if (key.includes('.') || key.includes(':')) return undefined;
  return timeMs;
}

const timeOrderedChars = 1 + timeDigits + keyRandomChars;
const timeOrderedMark = 'k'.charCodeAt(0);

/** Value of `0`–`9` and `a`–`z`, -1 for any other character code. */
function base36Digit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  return code >= 0x61 && code <= 0x7a ? code - 0x61 + 10 : -1;
}
