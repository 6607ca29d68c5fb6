import { nanoid } from 'nanoid';
import { keyRandomChars, timeOrderedKey } from '../../shared/keys.ts';

/** The part of a key that tells the time, made anew only when a millisecond has passed. */
let keyStart = '';
let startMs = -1;

/** A new idempotency key of the time-ordered kind, which the hub takes without a look at the disk. */
export function newKey(): string {
  const nowMs = Date.now();
  if (nowMs !== startMs) {
    keyStart = timeOrderedKey(nowMs, '');
    startMs = nowMs;
  }
  return keyStart + nanoid(keyRandomChars);
}
