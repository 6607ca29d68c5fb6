/** Round values for the axes of a chart. */

/** Steps of a clock, seconds. Shorter and longer ones are those of values, of seconds and of days. */
const clockSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200];
const daySeconds = 86_400;

export interface Ticks {
  readonly step: number;
  readonly at: readonly number[];
}

/** Round values from `low` to `high`, about `wanted` of them. */
export function valueTicks(low: number, high: number, wanted: number): Ticks {
  return multiples(low, high, roundStep((high - low) / wanted), wanted);
}

/** Round moments of the local clock, Unix seconds, about `wanted` of them. */
export function timeTicks(from: number, to: number, wanted: number): Ticks {
  const least = (to - from) / wanted;
  const clockStep = clockSteps.find((each) => each >= least) ?? daySeconds * roundStep(least / daySeconds);
  const offset = new Date(from * 1_000).getTimezoneOffset() * 60;
  const { step, at } = multiples(
    from - offset,
    to - offset,
    least < 1 ? roundStep(least) : clockStep,
    wanted,
  );
  return { step, at: at.map((time) => time + offset) };
}

/** The least of 1, 2 and 5 times a power of ten that is not below. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((factor) => factor * power >= least) ?? 10);
}

/** However little doubles tell large values apart, there are no more than wanted. */
function multiples(low: number, high: number, step: number, wanted: number): Ticks {
  const first = Math.ceil(low / step);
  const length = Math.min(Math.floor(high / step) - first, wanted) + 1;
  return { step, at: Array.from({ length }, (_, nth) => (first + nth) * step) };
}
