/** A place on an axis. */
export interface Tick {
  /** From 0, where the axis begins, to 1. */
  readonly at: number;
  readonly label: string;
}

export interface LinearScale {
  /** Where the axis ends: at least the greatest value, a multiple of the step between its ticks. */
  readonly end: number;
  readonly ticks: readonly Tick[];
}

/** Steps between ticks at most. */
const stepsMax = 5;

/** An axis from 0 that has room for values up to `max`, in steps of 1, 2 or 5 times a power of ten. */
export function linearScale(max: number): LinearScale {
  const wanted = (max > 0 ? max : 1) / stepsMax;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const factor = [1, 2, 5].find((each) => each * power >= wanted * (1 - 1e-9)) ?? 10;
  const step = factor * power;
  const steps = Math.max(1, Math.ceil(max / step - 1e-9));
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const end = steps * step;
  const ticks = Array.from({ length: steps + 1 }, (_, nth) => ({
    at: nth / steps,
    label: nth === 0 ? '0' : tickLabel(nth * step, end, decimals),
  }));
  return { end, ticks };
}

/** In thousands or millions where the whole axis is. */
function tickLabel(value: number, end: number, decimals: number): string {
  if (end >= 1e6) return `${Number((value / 1e6).toPrecision(6))} M`;
  if (end >= 1e4) return `${Number((value / 1e3).toPrecision(6))} k`;
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** The last share that a percentile axis shows. */
export const shareMax = 0.9999;

/** Where a share of 0..{@link shareMax} stands on an axis on which each further nine takes as much room. */
export function percentileAt(share: number): number {
  return Math.log10(1 / (1 - share)) / Math.log10(1 / (1 - shareMax));
}

/** In percent. */
export const percentileTicks: readonly Tick[] = [0, 0.9, 0.99, 0.999, shareMax].map((share) => ({
  at: percentileAt(share),
  label: String(Number((share * 100).toPrecision(6))),
}));
