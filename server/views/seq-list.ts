/** Seqs in one chunk of a list: what removing one may move. */
const chunkMax = 512;

/**
 * Seqs in their order, to be read page by page. New ones come behind all others and any may go; a page costs the
 * same however many there are.
 */
export class SeqList {
  /** None of them is empty. */
  readonly #chunks: number[][] = [];

  get isEmpty(): boolean {
    return this.#chunks.length === 0;
  }

  /** Adds one that is above all others. */
  add(seq: number): void {
    const newest = this.#chunks.at(-1);
    if (newest !== undefined && newest.length < chunkMax) newest.push(seq);
    else this.#chunks.push([seq]);
  }

  remove(seq: number): void {
    const nth = this.#chunkFrom(seq);
    const chunk = this.#chunks[nth];
    const place = chunk?.indexOf(seq) ?? -1;
    if (chunk === undefined || place < 0) return;
    chunk.splice(place, 1);
    if (chunk.length === 0) this.#chunks.splice(nth, 1);
  }

  /** The first above this one, at most `limit`. */
  after(seq: number, limit: number): number[] {
    const found: number[] = [];
    for (let nth = this.#chunkFrom(seq + 1); found.length < limit; nth += 1) {
      const chunk = this.#chunks[nth];
      if (chunk === undefined) break;
      const above = chunk.filter((each) => each > seq);
      found.push(...above.slice(0, limit - found.length));
    }
    return found;
  }

  /** Index of the first chunk that has this seq or any above it. */
  #chunkFrom(seq: number): number {
    let [low, high] = [0, this.#chunks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#chunks[middle]?.at(-1) ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
