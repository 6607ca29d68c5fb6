import { z } from 'zod';
import { keyCharsMax } from './limits.ts';

/**
 * Idempotency keys. Any key works; a time-ordered one (`k`, the Unix milliseconds as nine base-36
 * digits, then twelve random characters) lets the hub answer "never used" from memory.
 */
export const KeySchema = z
  .string()
  .regex(new RegExp(`^[A-Za-z0-9_.:-]{1,${keyCharsMax}}$`), 'is not a key: 1..64 of A-Z a-z 0-9 _ . : -');

const timeDigits = 9;
/** Random characters at the end of a time-ordered key. */
export const keyRandomChars = 12;
const timeOrderedPattern = /^k[0-9a-z]{9}[A-Za-z0-9_-]{12}$/;

/** A time-ordered key: its text sorts as its time does. `random` is `keyRandomChars` characters of A-Z a-z 0-9 _ -. */
export function timeOrderedKey(unixMs: number, random: string): string {
  return `k${unixMs.toString(36).padStart(timeDigits, '0')}${random}`;
}

/** Unix milliseconds that a time-ordered key carries, `undefined` for any other key. */
export function keyTimeMs(key: string): number | undefined {
  return timeOrderedPattern.test(key) ? Number.parseInt(key.slice(1, 1 + timeDigits), 36) : undefined;
}
