/** A set of integers from 0 to `size` − 1, in a bit each. */
export class Bitmap {
  readonly #words: Uint32Array;
  #count = 0;

  constructor(size: number) {
    this.#words = new Uint32Array(Math.ceil(size / 32));
  }

  /** How many are in it. */
  get count(): number {
    return this.#count;
  }

  has(index: number): boolean {
    return ((this.#words[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;
  }

  /** Whether it was not in it before. */
  add(index: number): boolean {
    if (this.has(index)) return false;
    this.#words[index >>> 5] = (this.#words[index >>> 5] ?? 0) | (1 << (index & 31));
    this.#count += 1;
    return true;
  }
}
