import { randomInt } from 'node:crypto';
import { keyRandomChars, keyTimeMs, timeOrderedKey } from '../../shared/keys.ts';

/**
 * Idempotency keys of load runs: time-ordered keys whose twelve free characters tell which command it is:
 * five for the run, one for the thread, six for the command's number.
 */
export interface CommandName {
  readonly unixMs: number;
  /** {@link newRun}'s. */
  readonly run: string;
  /** 0..63 */
  readonly thread: number;
  /** 0..64^6−1 */
  readonly n: number;
}

/** A random name for a run. */
export function newRun(): string {
  return encoded(randomInt(64 ** runChars), runChars);
}

/**
 * Under this key a run makes its ledger before it sends anything else. The hub keeps the key even where it
 * refuses (`ledger_exists`), so whoever meets a run's transactions can ask `outcome` whether there is such a
 * run: a time-ordered key alone proves nothing, for all of them look like a run's. So whatever a run sends to a
 * ledger, its preparation included, goes under a {@link commandKey}.
 */
export function registrationKey(run: string): string {
  return `load-run:${run}`;
}

/** `unixMs`: whole milliseconds. */
export function commandKey(unixMs: number, run: string, thread: number, n: number): string {
  return timeOrderedKey(unixMs, run + encoded(thread, threadChars) + encoded(n, numberChars));
}

/** What a key tells, if it is one of a load run; so it is with any time-ordered key. */
export function parseCommandKey(key: string): CommandName | undefined {
  const unixMs = keyTimeMs(key);
  if (unixMs === undefined) return undefined;
  const runAt = key.length - keyRandomChars;
  const threadAt = runAt + runChars;
  const numberAt = threadAt + threadChars;
  return {
    unixMs,
    run: key.slice(runAt, threadAt),
    thread: decoded(key, threadAt, numberAt),
    n: decoded(key, numberAt, key.length),
  };
}

const runChars = 5;
const threadChars = 1;
const numberChars = 6;

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz-';
const digits = new Int8Array(128);
for (let digit = 0; digit < alphabet.length; digit += 1) digits[alphabet.charCodeAt(digit)] = digit;

function encoded(value: number, chars: number): string {
  let text = '';
  let rest = value;
  for (let at = 0; at < chars; at += 1) {
    text = alphabet.charAt(rest % 64) + text;
    rest = Math.floor(rest / 64);
  }
  return text;
}

function decoded(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) value = value * 64 + (digits[text.charCodeAt(at)] ?? 0);
  return value;
}
