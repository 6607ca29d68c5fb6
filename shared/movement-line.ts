import type { Command } from './commands.ts';
import { idPattern } from './ids.ts';
import { keyPattern } from './keys.ts';
import { memoCharsMax, moneyCharsMax } from './limits.ts';
import { decimalPattern } from './money.ts';
import { ownText } from './own-text.ts';

/** A movement of money as nearly every client writes it: the way of reading that most commands take. */
export type Movement = Extract<Command, { t: 'deposit' | 'withdraw' | 'transfer' }>;

/** Of all that a memo may hold, the ASCII characters that JSON writes as they are. */
export const plainMemo = `[ !#-\\[\\]-~]{0,${memoCharsMax}}`;

/** A movement and where in its frame the line ends. */
export interface MovementLine {
  readonly request: Movement;
  readonly end: number;
}

/**
 * Reads the line that begins at `from`, where it is a movement without conditions, with a plain memo or none, in the order and spacing
 * that `JSON.stringify` and its like give: one expression over the text takes a fifth of the time of parsing
 * it as JSON and checking that against the schemas. `undefined` says nothing about the line but that it has
 * to be read in that way; what it does read is what the schemas would have given.
 */
export function readMovementLine(frame: string, from: number): MovementLine | undefined {
  line.lastIndex = from;
  const match = line.exec(frame);
  if (match === null) return undefined;
  const request = movementOf(match, frame.length > keptFrameChars ? ownText : asItIs);
  return request === undefined ? undefined : { request, end: line.lastIndex };
}

/**
 * A command that waits may keep the frame that brought it, where that is short: copying costs as much as
 * reading. A longer one could be mostly something else, and many such commands would hold a lot of memory.
 */
const keptFrameChars = 8_192;

const asItIs = (text: string): string => text;

const field = (name: string, value: string): string => `"${name}": ?${value}`;
const text = (pattern: string): string => `"(${pattern})"`;
const line = new RegExp(
  `\\{${[
    field('t', text('transfer|deposit|withdraw')),
    // Below 2^53, where every integer is exact.
    field('id', '(0|[1-9][0-9]{0,14})'),
    field('key', text(keyPattern)),
    `(?:${field('from', text(idPattern))}, ?${field('to', text(idPattern))}|${field('account', text(idPattern))})`,
    // An amount is above zero.
    field('amount', text(`(?=[0-9.]*[1-9])${decimalPattern}`)),
  ].join(', ?')}(?:, ?${field('memo', text(plainMemo))})?\\}(?=\\n|$)`,
  'y',
);

function movementOf(
  [, t, number, key, from, to, account, amount, memo]: RegExpExecArray,
  own: (piece: string) => string,
): Movement | undefined {
  // The defaults never stand: these groups are there once the expression has matched.
  if (key === undefined || amount === undefined || amount.length > moneyCharsMax) return undefined;
  const id = Number(number);
  if (t === 'transfer') {
    if (from === undefined || to === undefined) return undefined;
    const transfer = { t, id, key: own(key), from: own(from), to: own(to), amount: own(amount) } as const;
    return memo === undefined ? transfer : { ...transfer, memo: own(memo) };
  }
  if (account === undefined || (t !== 'deposit' && t !== 'withdraw')) return undefined;
  const movement = { t, id, key: own(key), account: own(account), amount: own(amount) } as const;
  return memo === undefined ? movement : { ...movement, memo: own(memo) };
}
