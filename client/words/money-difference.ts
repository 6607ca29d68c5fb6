import { decimalsOf, formatMoney, parseMoney } from '../../shared/money.ts';

/** What to add to balance `from` to get balance `to`, as signed money text; both of one asset. */
export function difference(from: string, to: string): string {
  const scale = Math.max(decimalsOf(from), decimalsOf(to));
  return formatMoney((parseMoney(to, scale) ?? 0n) - (parseMoney(from, scale) ?? 0n), scale);
}
