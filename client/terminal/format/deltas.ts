import { formatMoney, parseMoney } from '../../../shared/money.ts';
import type { Paints } from './paint.ts';
import type { Cell } from './table.ts';

/** A change with its sign, `+5.00` or `-5.00`, coloured by it. */
export function deltaCell(delta: string, paints: Paints): Cell {
  const loss = delta.startsWith('-');
  return { text: loss ? delta : `+${delta}`, paint: loss ? paints.loss : paints.gain };
}

/** What to add to balance `from` to get balance `to`, as signed money text; both of one asset. */
export function difference(from: string, to: string): string {
  const scale = Math.max(decimals(from), decimals(to));
  return formatMoney((parseMoney(to, scale) ?? 0n) - (parseMoney(from, scale) ?? 0n), scale);
}

function decimals(money: string): number {
  const point = money.indexOf('.');
  return point < 0 ? 0 : money.length - point - 1;
}
