import { scaleMax } from './limits.ts';
import { ownText, RecentText } from './own-text.ts';
import type { Leg, Transaction } from './transaction.ts';

/**
 * The record of a movement of money as the hub writes it: nearly all records are movements, and the hub
 * writes each in one way only. One expression over its text takes a fraction of the time of parsing it as
 * JSON and checking that against the schemas. What it matches reads as they would read it; a record that it
 * does not match (say, with a deadline) has to be parsed.
 */

/** Letters, digits and marks that stand for themselves in JSON: of an id, a key, a time, a principal. */
export const plainText = '[A-Za-z0-9_.:@-]+';
/** A balance as the hub prints it: within 64 bits, at most `scaleMax` decimals. */
export const plainMoney = `-?(?:0|[1-9][0-9]{0,18})(?:\\.[0-9]{1,${scaleMax}})?`;
/** A whole number below 10^15, so that every one is exact. */
export const plainInt = '(?:0|[1-9][0-9]{0,14})';

const leg =
  `{"account":"(${plainText})","delta":"(${plainMoney})","balance":"(${plainMoney})",` +
  `"available":"(${plainMoney})","version":(${plainInt})}`;

/** Source of the expression that a movement's record matches as a whole; for {@link movementOf}. */
export const movementRecord =
  `{"seq":([1-9][0-9]{0,14}),"at":"(${plainText})","key":"(${plainText})","kind":"(deposit|withdraw|transfer)",` +
  `"by":"(${plainText})","ledger":"(${plainText})","amount":"(${plainMoney})"` +
  `(?:,"memo":"([^"\\\\\\u0000-\\u001f]*)")?,"legs":\\[${leg},${leg}\\]}`;

const recentAt = new RecentText();
const recentBy = new RecentText();
const recentLedger = new RecentText();

/**
 * The movement that {@link movementRecord} has matched, from the group `from` of the match on. The defaults
 * never stand: these groups are there once the expression has matched.
 */
export function movementOf(match: RegExpExecArray, from: number): Transaction {
  const seq = Number(match[from]);
  const at = recentAt.of(match[from + 1] ?? '');
  const key = ownText(match[from + 2] ?? '');
  const kind = kindOf(match[from + 3]);
  const by = recentBy.of(match[from + 4] ?? '');
  const ledger = recentLedger.of(match[from + 5] ?? '');
  const amount = ownText(match[from + 6] ?? '');
  const memo = match[from + 7];
  const legs = [legOf(match, from + 8), legOf(match, from + 13)];
  return memo === undefined
    ? { seq, at, key, kind, by, ledger, amount, legs }
    : { seq, at, key, kind, by, ledger, amount, memo: ownText(memo), legs };
}

function kindOf(text: string | undefined): Transaction['kind'] {
  return text === 'deposit' || text === 'withdraw' ? text : 'transfer';
}

function legOf(match: RegExpExecArray, from: number): Leg {
  const balance = ownText(match[from + 2] ?? '');
  return {
    account: ownText(match[from] ?? ''),
    delta: ownText(match[from + 1] ?? ''),
    balance,
    available: sameOrOwn(match[from + 3] ?? '', balance),
    version: Number(match[from + 4]),
  };
}

/** What is available is the balance, nearly always. */
export function sameOrOwn(available: string, balance: string): string {
  return available === balance ? balance : ownText(available);
}
