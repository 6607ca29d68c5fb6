import { describeFrom, memo } from '../words/describe-transaction.ts';
import { timeOfDay } from '../words/moments.ts';
import { printable } from '../words/printable.ts';
import { unusualMark } from '../words/unusual-words.ts';
import { deltaCell } from './format/deltas.ts';
import type { Paints } from './format/paint.ts';
import type { ShownChange } from './live-feed.ts';

/** Balances in one line; a gap in the connection may have changed any number of them. */
const balancesMax = 6;

/**
 * The line that tells of one transaction by the balances that it moved, such as
 * `14:03:05 A 995.00 (-5.00), B 505.00 (+5.00) transfer "rent"`. The changes are those of its watched accounts.
 */
export function liveLine(changes: readonly ShownChange[], paints: Paints): string {
  const [first] = changes;
  if (first === undefined) return '';
  const shown = changes.slice(0, balancesMax).map((change) => balanceText(change, paints));
  if (changes.length > balancesMax) shown.push(`${changes.length - balancesMax} accounts more`);
  const balances = shown.join(', ');
  const { tx } = first;
  if (tx === undefined) return `${paints.dim('meanwhile')} ${balances}`;
  const what = changes.length > 1 ? tx.kind + memo(tx) : describeFrom(first.account.account, tx);
  return `${paints.dim(timeOfDay(Date.parse(tx.at)))} ${balances} ${paints.dim(what)}`;
}

/** Where nothing moved, as by a hold, what can be spent tells more. */
function balanceText({ account, delta, unusual }: ShownChange, paints: Paints): string {
  const { balance, available } = account;
  const name = printable(account.account);
  const text = `${name} ${paints.bold(printable(balance))}`;
  if (delta === undefined) return text;
  if (!/[1-9]/.test(delta))
    return balance === available ? text : `${text} (${printable(available)} available)`;
  const change = deltaCell(printable(delta), paints);
  const mark = unusual === undefined ? '' : ` ${paints.problem(unusualMark)}`;
  return `${text} (${change.paint?.(change.text) ?? change.text}${mark})`;
}
