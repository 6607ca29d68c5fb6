import { nanoid } from 'nanoid';
import { keyRandomChars, timeOrderedKey } from '../../shared/keys.ts';

/** A time-ordered key that nobody has used. */
export function newKey(): string {
  return timeOrderedKey(Date.now(), nanoid(keyRandomChars));
}
