/** The head of an `ok` reply. */
export interface OkHead {
  readonly id: number;
  readonly seq: number;
}

/** The hub writes its replies in this order (see the examples of `docs/PROTOCOL.md`). */
const start = '{"t":"ok","id":';
const transaction = ',"tx":{"seq":';
const replayedTransaction = `,"replayed":true${transaction}`;

/**
 * Reads the correlation and the seq of an `ok` reply that begins there in a frame, and nothing of the rest: a tenth of
 * what parsing the line costs. Undefined for anything else, other spellings of an `ok` among it.
 */
export function okHeadAt(frame: string, from: number): OkHead | undefined {
  if (!frame.startsWith(start, from)) return undefined;
  const idFrom = from + start.length;
  const idTo = digitsEnd(frame, idFrom);
  const isNew = frame.startsWith(transaction, idTo);
  if (!isNew && !frame.startsWith(replayedTransaction, idTo)) return undefined;
  const seqFrom = idTo + (isNew ? transaction : replayedTransaction).length;
  const seqTo = digitsEnd(frame, seqFrom);
  if (idTo === idFrom || seqTo === seqFrom) return undefined;
  return { id: numberOf(frame, idFrom, idTo), seq: numberOf(frame, seqFrom, seqTo) };
}

function digitsEnd(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

function numberOf(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) value = value * 10 + text.charCodeAt(at) - zero;
  return value;
}

function isDigit(code: number): boolean {
  return code >= zero && code <= zero + 9;
}
const zero = 0x30;
