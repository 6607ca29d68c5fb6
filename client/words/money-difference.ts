import { formatMoney, parseMoney } from '../../shared/money.ts';

/** What to add to balance `from` to get balance `to`, as signed money text; both of one asset. */
export function difference(from: string, to: string): string {
  const scale = Math.max(decimals(from), decimals(to));
  return formatMoney((parseMoney(to, scale) ?? 0n) - (parseMoney(from, scale) ?? 0n), scale);
}

function decimals(money: string): number {
  const point = money.indexOf('.');
  return point < 0 ? 0 : money.length - point - 1;
}
