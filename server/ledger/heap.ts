/** A binary heap that knows each item's place, so that any item can move or leave in O(log n). */
export class Heap<Item> {
  readonly #before: (a: Item, b: Item) => boolean;
  readonly #items: Item[] = [];
  readonly #places = new Map<Item, number>();

  /** `before` says which of two items comes first; it is asked again whenever one has moved. */
  constructor(before: (a: Item, b: Item) => boolean) {
    this.#before = before;
  }

  /** 0 is the first; 1 and 2 are those just below it. */
  at(place: number): Item | undefined {
    return this.#items[place];
  }

  has(item: Item): boolean {
    return this.#places.has(item);
  }

  add(item: Item): void {
    this.#put(item, this.#items.length);
    this.moved(item);
  }

  /** To be called after an item has changed in a way that counts for its place. */
  moved(item: Item): void {
    this.#down(item, this.#up(item, this.#placeOf(item)));
  }

  remove(item: Item): void {
    const place = this.#placeOf(item);
    const last = this.#items.pop();
    this.#places.delete(item);
    if (last === undefined || last === item) return;
    this.#put(last, place);
    this.moved(last);
  }

  #placeOf(item: Item): number {
    const place = this.#places.get(item);
    if (place === undefined) throw new Error('the heap does not hold this item');
    return place;
  }

  #up(item: Item, from: number): number {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.#items[parent];
      if (above === undefined || !this.#before(item, above)) break;
      this.#put(above, place);
      place = parent;
    }
    this.#put(item, place);
    return place;
  }

  #down(item: Item, from: number): void {
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      let below = this.#items[child];
      const right = this.#items[child + 1];
      if (below !== undefined && right !== undefined && this.#before(right, below)) {
        child += 1;
        below = right;
      }
      if (below === undefined || !this.#before(below, item)) break;
      this.#put(below, place);
      place = child;
    }
    this.#put(item, place);
  }

  #put(item: Item, place: number): void {
    this.#items[place] = item;
    this.#places.set(item, place);
  }
}
