/** Ids in the order of their code units, to be read page by page. */
export class SortedIds {
  #sorted: string[] = [];
  /** Put in order when somebody asks: one by one would take as long each. */
  #added: string[] = [];

  add(id: string): void {
    this.#added.push(id);
  }

  /** The first ids behind this one, at most `limit`. */
  after(id: string, limit: number): string[] {
    if (this.#added.length > 0) {
      this.#sorted = [...this.#sorted, ...this.#added].sort(byCodeUnits);
      this.#added = [];
    }
    const from = this.#placeBehind(id);
    return this.#sorted.slice(from, from + limit);
  }

  #placeBehind(id: string): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] ?? '') <= id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : 1;
}
