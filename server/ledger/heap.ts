/** How a heap orders its items, and where each keeps its own place in it: -1 while the heap does not hold it. */
export interface HeapOrder<Item> {
  before(a: Item, b: Item): boolean;
  placeOf(item: Item): number;
  setPlace(item: Item, place: number): void;
}

/**
 * A binary heap in which any item can move or leave. Each item knows its place: a table of places would cost more
 * than all else, for a move seldom takes more than a step or two.
 */
export class Heap<Item> {
  readonly #order: HeapOrder<Item>;
  readonly #items: Item[] = [];

  constructor(order: HeapOrder<Item>) {
    this.#order = order;
  }

  /** 0 is the first; 1 and 2 are those just below it. */
  at(place: number): Item | undefined {
    return this.#items[place];
  }

  add(item: Item): void {
    this.#items.push(item);
    this.#up(item, this.#items.length - 1);
  }

  /** To be called after an item has changed in a way that counts for its order. */
  moved(item: Item): void {
    const place = this.#placeOf(item);
    if (!this.#up(item, place)) this.#down(item, place);
  }

  remove(item: Item): void {
    const place = this.#placeOf(item);
    const last = this.#items.pop();
    this.#order.setPlace(item, -1);
    if (last === undefined || last === item) return;
    this.#put(last, place);
    this.moved(last);
  }

  #placeOf(item: Item): number {
    const place = this.#order.placeOf(item);
    if (this.#items[place] !== item) throw new Error('the heap does not hold this item');
    return place;
  }

  /** Returns whether the item has moved from there. */
  #up(item: Item, from: number): boolean {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.#items[parent];
      if (above === undefined || !this.#order.before(item, above)) break;
      this.#put(above, place);
      place = parent;
    }
    if (this.#order.placeOf(item) !== place) this.#put(item, place);
    return place !== from;
  }

  #down(item: Item, from: number): void {
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      let below = this.#items[child];
      const right = this.#items[child + 1];
      if (below !== undefined && right !== undefined && this.#order.before(right, below)) {
        child += 1;
        below = right;
      }
      if (below === undefined || !this.#order.before(below, item)) break;
      this.#put(below, place);
      place = child;
    }
    if (place !== from) this.#put(item, place);
  }

  #put(item: Item, place: number): void {
    this.#items[place] = item;
    this.#order.setPlace(item, place);
  }
}
