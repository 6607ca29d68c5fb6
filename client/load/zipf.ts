import type { CounterRandom } from './random.ts';

/**
 * Zipf-distributed ranks from 1 to `size`: rank k has a chance in proportion to k^−exponent, exactly, in
 * constant time and memory. Rejection-inversion, after W. Hörmann and G. Derflinger, "Rejection-inversion to
 * generate variates from monotone discrete distributions", ACM TOMACS 6 (1996).
 */
export class Zipf {
  readonly #size: number;
  readonly #exponent: number;
  /** Integrals of the hat x^−exponent up to where the first and the last rank's share begins and ends. */
  readonly #first: number;
  readonly #last: number;
  /** What lies this near behind a rank is accepted without a look at the distribution. */
  readonly #squeeze: number;

  /** `size` from 1, `exponent` from 0 (all ranks alike) on. */
  constructor(size: number, exponent: number) {
    this.#size = size;
    this.#exponent = exponent;
    this.#first = this.#integral(1.5) - 1;
    this.#last = this.#integral(size + 0.5);
    this.#squeeze = 2 - this.#inverse(this.#integral(2.5) - this.#density(2));
  }

  rank(random: CounterRandom): number {
    if (this.#exponent === 0) return 1 + random.below(this.#size);
    for (let draw = 0; draw < drawsMax; draw += 1) {
      const area = this.#last + random.next() * (this.#first - this.#last);
      const x = this.#inverse(area);
      const rank = Math.min(Math.max(Math.round(x), 1), this.#size);
      if (rank - x <= this.#squeeze || area >= this.#integral(rank + 0.5) - this.#density(rank)) return rank;
    }
    return 1;
  }

  #density(x: number): number {
    return Math.exp(-this.#exponent * Math.log(x));
  }

  /** (x^(1−exponent) − 1) / (1−exponent), and its limit log x where the exponent is 1. */
  #integral(x: number): number {
    const logX = Math.log(x);
    return expm1Ratio((1 - this.#exponent) * logX) * logX;
  }

  #inverse(area: number): number {
    const scaled = Math.max(area * (1 - this.#exponent), -1);
    return Math.exp(log1pRatio(scaled) * area);
  }
}

/** Hardly one draw in fifty is rejected, so as many in a row do not happen. */
const drawsMax = 64;

/** (e^x − 1) / x, without loss near 0. */
function expm1Ratio(x: number): number {
  return Math.abs(x) > 1e-8 ? Math.expm1(x) / x : 1 + x / 2;
}

/** log(1 + x) / x, without loss near 0. */
function log1pRatio(x: number): number {
  return Math.abs(x) > 1e-8 ? Math.log1p(x) / x : 1 - x / 2;
}
