import { moneyCharsMax } from './limits.ts';
import { z } from './zod.ts';

/**
 * Money on the wire is a decimal string in the ledger's asset; inside it is a `bigint` of minor units
 * (10^-scale of the asset). JSON numbers are never money: they lose digits above 2^53.
 */

/** Balances and amounts stay within a signed 64-bit integer of minor units. */
export const minorMax = 2n ** 63n - 1n;
export const minorMin = -(2n ** 63n);

/** Source of the expression that a decimal from zero matches as a whole. */
export const decimalPattern = String.raw`(?:0|[1-9]\d*)(?:\.\d+)?`;
const amountPattern = new RegExp(`^(?=.*[1-9])${decimalPattern}$`);
const moneyPattern = new RegExp(`^-?${decimalPattern}$`);

/** An amount to move: a decimal above zero, such as `"12.50"`. */
export const AmountSchema = z
  .string()
  .check(
    z.maxLength(moneyCharsMax),
    z.regex(amountPattern, 'is not an amount: a decimal string above zero such as "12.50"'),
  );

/** A balance, limit or delta: a decimal with an optional sign. */
export const MoneySchema = z
  .string()
  .check(
    z.maxLength(moneyCharsMax),
    z.regex(moneyPattern, 'is not money: a decimal string such as "-12.50"'),
  );

/**
 * Minor units of a decimal text that matches {@link MoneySchema}, or `undefined` where it has more
 * decimals than `scale`. The result may lie outside 64 bits: the ledger decides on overflow.
 */
export function parseMoney(text: string, scale: number): bigint | undefined {
  const point = text.indexOf('.');
  if (point < 0) return BigInt(text + '0'.repeat(scale));
  const decimals = text.length - point - 1;
  if (decimals > scale) return undefined;
  return BigInt(text.slice(0, point) + text.slice(point + 1) + '0'.repeat(scale - decimals));
}

/** Decimal text with exactly `scale` decimals. */
export function formatMoney(minor: bigint, scale: number): string {
  if (scale === 0) return minor.toString();
  const negative = minor < 0n;
  const digits = (negative ? -minor : minor).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  return `${negative ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Decimals that a money text is written with. */
export function decimalsOf(money: string): number {
  const point = money.indexOf('.');
  return point < 0 ? 0 : money.length - point - 1;
}

/** The same decimal value in one spelling: no trailing zero decimals, no negative zero. */
export function canonicalMoney(text: string): string {
  const trimmed = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return trimmed === '-0' ? '0' : trimmed;
}
