import { CounterRandom } from '../../../client/load/random.ts';

/** What each part of a run throws dice for: a part that throws once more changes nothing for the others. */
export const streams = ['plan', 'faults', 'network', 'journal', 'views', 'platform', 'clients'] as const;
export type Stream = (typeof streams)[number];

/** Random numbers of one seed, for one part of a run. */
export class Dice {
  readonly #random: CounterRandom;

  constructor(seed: number, stream: Stream) {
    this.#random = new CounterRandom(seed);
    this.#random.seek(streams.indexOf(stream), 0);
  }

  /** At least 0 and below 1. */
  next(): number {
    return this.#random.next();
  }

  /** An integer from 0 to `bound` − 1. */
  below(bound: number): number {
    return this.#random.below(bound);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  between(least: number, most: number): number {
    return least + this.next() * (most - least);
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0];
  }

  /** One of them, `undefined` where there is none. */
  any<T>(list: readonly T[]): T | undefined {
    return list[this.below(list.length)];
  }

  /** A wait around a mean: mostly shorter, seldom many times as long. */
  wait(meanMs: number): number {
    const waitMs = -Math.log(1 - this.next()) * meanMs;
    return this.chance(0.01) ? waitMs * 20 : waitMs;
  }
}
