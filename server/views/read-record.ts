import type { Leg, Transaction } from '../../shared/transaction.ts';
import { parseRecord } from '../ledger/record.ts';

/** What the views need to know of a record. */
export type ViewedRecord =
  | { readonly refused: true; readonly key: string; readonly by: string; readonly at: string }
  | { readonly refused: false; readonly tx: ViewedTransaction };
export type ViewedTransaction = Omit<Transaction, 'memo' | 'deadline' | 'expect'>;

/**
 * Reads a record whose hash was checked. Nearly all are movements, and the hub writes a movement in one way
 * only (see `ledger/record.ts`): one expression over its text takes a tenth of the time of parsing it as
 * JSON and checking that. Whatever does not match it in full is parsed; throws where that fails.
 */
export function readRecord(record: string): ViewedRecord {
  const match = movement.exec(record);
  if (match !== null) return { refused: false, tx: movementOf(match) };
  const parsed = parseRecord(record);
  if (!parsed.refused) return parsed;
  const { at, by, command } = parsed.refusal;
  return { refused: true, key: command.key, by, at };
}

const text = '([A-Za-z0-9_.:@-]+)';
const money = '(-?[0-9]+(?:\\.[0-9]+)?)';
const int = '([0-9]+)';
const leg = `{"account":"${text}","delta":"${money}","balance":"${money}","available":"${money}","version":${int}}`;
const conditions = '(?:,"memo":"[^"\\\\]*")?(?:,"deadline":"[^"\\\\]*")?(?:,"expect":{[^{}]*})?';
const movement = new RegExp(
  `^{"seq":${int},"at":"${text}","key":"${text}","kind":"(?:(deposit)|(withdraw)|transfer)","by":"${text}",` +
    `"ledger":"${text}","amount":"${money}"${conditions},"legs":\\[${leg},${leg}\\]}$`,
);

/** The defaults stand for groups that are always there once the expression has matched. */
function movementOf(match: RegExpExecArray): ViewedTransaction {
  const [, seq, at = '', key = '', deposit, withdraw, by = '', ledger = '', amount = ''] = match;
  const kind = deposit !== undefined ? 'deposit' : withdraw !== undefined ? 'withdraw' : 'transfer';
  return { seq: Number(seq), at, key, kind, by, ledger, amount, legs: [legOf(match, 9), legOf(match, 14)] };
}

function legOf(match: RegExpExecArray, from: number): Leg {
  return {
    account: match[from] ?? '',
    delta: match[from + 1] ?? '',
    balance: match[from + 2] ?? '',
    available: match[from + 3] ?? '',
    version: Number(match[from + 4]),
  };
}
