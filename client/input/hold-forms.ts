import { badNumber, checkAccounts, checkAmount, checkMemo, numberOf, unquotedMemo } from './input-checks.ts';
import { type Parsed, quote, understood, wrong } from './problem.ts';
import { durationExamples, durationMs, looksLikeDuration, timeExamples, timeOf } from './times.ts';
import type { WordReader } from './word-reader.ts';

/** Holds, and what undoes or settles an earlier transaction. */

export function parseHold(words: WordReader, form: string, nowMs: number): Parsed {
  const [from, to, amount] = [words.part(), words.part(), words.part()];
  if (from === undefined || to === undefined || amount === undefined) {
    return wrong('Invalid input format', 'hold takes two accounts and an amount', form);
  }
  const end = readEnd(words, nowMs);
  if ('ok' in end) return end;
  const forgotten = end.expires === undefined ? forgottenWord(words, nowMs) : undefined;
  if (forgotten !== undefined) return forgotten;
  const memo = words.memo();
  if (words.ahead !== undefined) return unquotedMemo(words.ahead, form);
  return (
    checkAccounts([from, to], form) ??
    checkAmount(amount, form) ??
    checkMemo(memo.memo, form) ??
    understood({ kind: 'hold', from, to, amount, ...end, ...memo })
  );
}

/** When a hold ends by itself, where the line says so. */
function readEnd(words: WordReader, nowMs: number): { readonly expires?: string } | Parsed {
  const word = words.oneOf(['until', 'for']);
  if (word === undefined) return {};
  if (word === 'until') {
    const text = words.moment() ?? '';
    const expires = timeOf(text, nowMs);
    if (expires === undefined) return wrong('Invalid time', `${quote(text)} is not a time`, timeExamples);
    if (Date.parse(expires) > nowMs) return { expires };
    return wrong('Invalid time', `${quote(text)} is past`, 'hold A B 60 for 30m');
  }
  const text = words.value() ?? '';
  const forMs = durationMs(text);
  if (forMs === undefined) return wrong('Invalid time', `${quote(text)} is not a duration`, durationExamples);
  return { expires: new Date(nowMs + forMs).toISOString() };
}

/** Where `for` or `until` was forgotten: as a memo, the time would leave a hold that never ends. */
function forgottenWord(words: WordReader, nowMs: number): Parsed | undefined {
  const text = words.ahead ?? '';
  if (words.isQuoted) return undefined;
  if (timeOf(text, nowMs) !== undefined) {
    return wrong('Invalid time', `${quote(text)} comes without until`, `until ${text}`);
  }
  if (!looksLikeDuration(text)) return undefined;
  const form = durationMs(text) === undefined ? '30m' : text;
  return wrong('Invalid time', `${quote(text)} comes without for`, `for ${form}`);
}

export function parseCapture(words: WordReader, form: string): Parsed {
  return parsePartly(words, form, 'capture takes the number of a hold', (hold, rest) =>
    understood({ kind: 'capture', hold, ...rest }),
  );
}

export function parseReverse(words: WordReader, form: string): Parsed {
  return parsePartly(words, form, 'reverse takes the number of a transaction', (tx, rest) =>
    understood({ kind: 'reverse', tx, ...rest }),
  );
}

/** A number, then an amount and a memo where wanted. */
function parsePartly(
  words: WordReader,
  form: string,
  needed: string,
  action: (number: number, rest: { readonly amount?: string; readonly memo?: string }) => Parsed,
): Parsed {
  const text = words.part();
  if (text === undefined) return wrong('Invalid input format', needed, form);
  const number = numberOf(text);
  if (number === undefined) return badNumber(text, form);
  const amount = words.part();
  const memo = words.memo();
  if (words.ahead !== undefined) return unquotedMemo(words.ahead, form);
  return (
    (amount === undefined ? undefined : checkAmount(amount, form)) ??
    checkMemo(memo.memo, form) ??
    action(number, { ...(amount === undefined ? {} : { amount }), ...memo })
  );
}

export function parseRelease(words: WordReader, form: string): Parsed {
  const text = words.part();
  if (text === undefined) return wrong('Invalid input format', 'release takes the number of a hold', form);
  const hold = numberOf(text);
  if (hold === undefined) return badNumber(text, form);
  const memo = words.memo();
  if (words.ahead !== undefined) return unquotedMemo(words.ahead, form);
  return checkMemo(memo.memo, form) ?? understood({ kind: 'release', hold, ...memo });
}
