import type { Measure } from '../measures.ts';

/** Numbers as people read them. */

/** A whole number, as `76,123`. */
export function countText(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** Three digits that count, as `0.84`, `12.3` or `1,234`. */
export function figureText(value: number): string {
  if (value === 0 || value >= 99.95) return countText(value);
  if (value >= 9.995) return value.toFixed(1);
  return value >= 0.0995 ? value.toFixed(2) : value.toPrecision(2);
}

/** A moment of a run, as `7` or `7.5`. */
export function secondText(second: number): string {
  return String(Number(second.toFixed(1)));
}

/** `512 MiB`, `1.50 GiB`. */
export function bytesText(bytes: number): string {
  const mebibytes = bytes / 2 ** 20;
  return mebibytes < 1024 ? `${figureText(mebibytes)} MiB` : `${figureText(mebibytes / 1024)} GiB`;
}

/** A share of 0..1, as `62 %`. */
export function percentText(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** A figure of a measure, with its unit. */
export function measureText({ unit }: Measure, value: number): string {
  switch (unit) {
    case 'bytes':
      return bytesText(value);
    case '/s':
      return `${countText(value)}/s`;
    case '':
      return countText(value);
    case 'ms':
      return `${figureText(value)} ms`;
    case 'us':
      return `${figureText(value)} µs`;
  }
}

/** `1 watcher`, `2 watchers`. */
export function countOf(count: number, noun: string): string {
  return `${countText(count)} ${noun}${Math.round(count) === 1 ? '' : 's'}`;
}
