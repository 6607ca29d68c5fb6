/** The heads of the hub's most frequent events, read without parsing the rest. */

export interface TxHead {
  readonly prev: number;
  readonly seq: number;
  /** Unix milliseconds. */
  readonly atMs: number;
}

export interface BalancesHead {
  readonly prev: number;
  readonly seq: number;
}

/** The hub writes its events in this order (see the examples of `docs/PROTOCOL.md`). */
const txHead = /\{"t":"tx","watch":\d+,"prev":(\d+),"tx":\{"seq":(\d+),"at":"([^"]+)"/y;
const balancesHead = /\{"t":"balances","watch":\d+,"prev":(\d+),"seq":(\d+),/y;
const accountState = /"account":"([^"]+)"[^{}]*?"version":(\d+)[,}]/g;

/** The head of a `tx` event that begins there in the frame; undefined where something else does. */
export function txHeadAt(frame: string, from: number): TxHead | undefined {
  txHead.lastIndex = from;
  const head = txHead.exec(frame);
  return head === null
    ? undefined
    : { prev: Number(head[1]), seq: Number(head[2]), atMs: unixMs(head[3] ?? '') };
}

export function balancesHeadAt(frame: string, from: number): BalancesHead | undefined {
  balancesHead.lastIndex = from;
  const head = balancesHead.exec(frame);
  return head === null ? undefined : { prev: Number(head[1]), seq: Number(head[2]) };
}

/** Calls with each account's id and version: of the legs of a `tx` event, or of the states of `balances`. */
export function eachVersion(line: string, call: (account: string, version: number) => void): void {
  accountState.lastIndex = 0;
  for (let found = accountState.exec(line); found !== null; found = accountState.exec(line)) {
    call(found[1] ?? '', Number(found[2]));
  }
}

const accountField = '{"account":';

/** How many accounts' states a `balances` event has. */
export function countStates(frame: string, from: number, to: number): number {
  let count = 0;
  for (
    let at = frame.indexOf(accountField, from);
    at >= 0 && at < to;
    at = frame.indexOf(accountField, at + 1)
  )
    count += 1;
  return count;
}

// A thousand watchers see the same transaction one after the other.
let lastText = '';
let lastMs = 0;

function unixMs(text: string): number {
  if (text !== lastText) {
    lastText = text;
    lastMs = Date.parse(text);
  }
  return lastMs;
}
