/**
 * A fixed bijection of 0 … size−1 that puts neighbours far apart: steps of about the golden section of the
 * size, the nearest that shares no factor with it, so that any first few are spread evenly.
 */
export class Scatter {
  readonly #size: number;
  readonly #step: number;

  /** `size` from 1 to 2^26. */
  constructor(size: number) {
    this.#size = size;
    let step = Math.max(1, Math.round(size * goldenSection));
    while (greatestCommonDivisor(step, size) !== 1) step += 1;
    this.#step = step;
  }

  at(place: number): number {
    return (place * this.#step) % this.#size;
  }
}

const goldenSection = (Math.sqrt(5) - 1) / 2;

function greatestCommonDivisor(a: number, b: number): number {
  let [larger, smaller] = [a, b];
  while (smaller !== 0) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}
