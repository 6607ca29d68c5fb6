/** Moments that wait, oldest first; no more than there is room for. */
export class Backlog {
  readonly #moments: Float64Array;
  #first = 0;
  #size = 0;

  constructor(room: number) {
    this.#moments = new Float64Array(room);
  }

  /** False where there is no room. */
  push(moment: number): boolean {
    if (this.#size === this.#moments.length) return false;
    this.#moments[(this.#first + this.#size) % this.#moments.length] = moment;
    this.#size += 1;
    return true;
  }

  shift(): number | undefined {
    if (this.#size === 0) return undefined;
    const moment = this.#moments[this.#first];
    this.#first = (this.#first + 1) % this.#moments.length;
    this.#size -= 1;
    return moment;
  }
}
