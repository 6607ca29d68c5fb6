/**
 * Random numbers that depend on nothing but (seed, stream, index, draw), so that what a command was can be
 * told again without having been remembered: MurmurHash3 (x86, 32 bit; Austin Appleby, public domain) over
 * the coordinates, in two lanes that together give 53 bits.
 */
export class CounterRandom {
  readonly #high: number;
  readonly #low: number;
  #highState = 0;
  #lowState = 0;
  #draw = 0;

  constructor(seed: number) {
    this.#high = seed | 0;
    this.#low = mixed(seed ^ laneConstant);
  }

  /** Goes to the first draw of an index (an integer from 0 to 2^53−1) of a stream (one from 0 to 2^32−1). */
  seek(stream: number, index: number): void {
    const indexHigh = Math.floor(index / 2 ** 32);
    this.#highState = absorbed(absorbed(absorbed(this.#high, stream), indexHigh), index);
    this.#lowState = absorbed(absorbed(absorbed(this.#low, stream), indexHigh), index);
    this.#draw = 0;
  }

  /** The next draw, in [0, 1): a multiple of 2^−53. */
  next(): number {
    this.#draw += 1;
    const high = mixed(absorbed(this.#highState, this.#draw)) >>> 5;
    const low = mixed(absorbed(this.#lowState, this.#draw)) >>> 6;
    return (high * 2 ** 26 + low) * 2 ** -53;
  }

  /** An integer from 0 to `bound` − 1. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }
}

/** Any number but 0 keeps the lanes apart; this one is the golden ratio's. */
const laneConstant = 0x9e3779b9;

/** MurmurHash3's step for one 32-bit word. */
function absorbed(hash: number, word: number): number {
  let k = Math.imul(word | 0, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  k = Math.imul(k, 0x1b873593);
  const h = hash ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

/** MurmurHash3's finalizer, `fmix32`. */
function mixed(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
