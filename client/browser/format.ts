/** Money text with its thousands apart: `1234567.80` to `1,234,567.80`. */
export function grouped(money: string): string {
  const point = money.indexOf('.');
  const end = point < 0 ? money.length : point;
  return money.slice(0, end).replace(/\B(?=(\d{3})+$)/g, ',') + money.slice(end);
}

/** Signed money text as a change, with its thousands apart: `5.00` to `+5.00`. */
export function signed(delta: string): string {
  return (delta.startsWith('-') ? '\u2212' : '+') + grouped(delta.replace('-', ''));
}

export function isLoss(delta: string): boolean {
  return delta.startsWith('-');
}

/** Whether money text says zero. */
export function isNothing(money: string): boolean {
  return /^[0.]+$/.test(money);
}

/** A number with its thousands apart. */
export function count(value: number): string {
  return grouped(String(Math.round(value)));
}

const decimals = new Intl.NumberFormat('en', { maximumSignificantDigits: 15 });

/** A number with its thousands apart and never an exponent, to the 15 digits that a double surely holds. */
export function decimal(value: number): string {
  return decimals.format(value);
}

/** A rate: whole, but for a small one. */
export function paceOf(rate: number): string {
  return rate < 10 && !Number.isInteger(rate) ? rate.toFixed(1) : count(rate);
}

/** A duration in milliseconds, as short as it makes sense. */
export function millis(ms: number): string {
  return ms < 10
    ? `${ms.toFixed(1)} ms`
    : ms < 1_000
      ? `${Math.round(ms)} ms`
      : `${(ms / 1_000).toFixed(1)} s`;
}

/** `1 account`, `2 accounts`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}
