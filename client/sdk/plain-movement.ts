import { idPattern } from '../../shared/ids.ts';
import { keyPattern } from '../../shared/keys.ts';
import { moneyCharsMax } from '../../shared/limits.ts';
import { decimalPattern } from '../../shared/money.ts';
import { plainMemo } from '../../shared/movement-line.ts';

/** What a caller gave as the fields of a command. */
type Given = Readonly<Record<string, unknown>>;

/**
 * Writes a movement with nothing special about it, its fields in the order that the hub reads fastest; the
 * text is ASCII. `undefined` says nothing about the fields but that they have to be checked against the
 * schemas.
 *
 * They go into the text as they are, and the text as a whole then matches one expression or is not used: as
 * that allows no quotation mark inside a value, no value can pass for more than itself.
 */
export function plainMovement(t: string, id: number, key: unknown, given: Given): string | undefined {
  // What is inherited is not given: JSON leaves it out.
  if (typeof key !== 'string' || Object.getPrototypeOf(given) !== Object.prototype) return undefined;
  let from: unknown;
  let to: unknown;
  let account: unknown;
  let amount: unknown;
  let memo: unknown;
  for (const name in given) {
    const value = given[name];
    if (name === 'from') from = value;
    else if (name === 'to') to = value;
    else if (name === 'account') account = value;
    else if (name === 'amount') amount = value;
    else if (name === 'memo') memo = value;
    else if (name !== 'key' && value !== undefined) return undefined;
  }
  if (typeof amount !== 'string' || amount.length > moneyCharsMax) return undefined;
  if (memo !== undefined && typeof memo !== 'string') return undefined;
  const end = memo === undefined ? `,"amount":"${amount}"}` : `,"amount":"${amount}","memo":"${memo}"}`;
  if (t === 'transfer') {
    if (typeof from !== 'string' || typeof to !== 'string' || account !== undefined) return undefined;
    const text = `{"t":"transfer","id":${id},"key":"${key}","from":"${from}","to":"${to}"${end}`;
    return transfer.test(text) ? text : undefined;
  }
  if (typeof account !== 'string' || from !== undefined || to !== undefined) return undefined;
  const text = `{"t":"${t}","id":${id},"key":"${key}","account":"${account}"${end}`;
  return depositOrWithdrawal.test(text) ? text : undefined;
}

const start = `^{"t":"(?:transfer|deposit|withdraw)","id":[0-9]+,"key":"${keyPattern}"`;
/** An amount is above zero. */
const plainAmount = `(?=[0-9.]*[1-9])${decimalPattern}`;
const rest = `,"amount":"${plainAmount}"(?:,"memo":"${plainMemo}")?}$`;
const transfer = new RegExp(`${start},"from":"${idPattern}","to":"${idPattern}"${rest}`);
const depositOrWithdrawal = new RegExp(`${start},"account":"${idPattern}"${rest}`);
