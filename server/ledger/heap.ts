/** How a heap orders its items, and where each keeps its own place in it: -1 while the heap does not hold it. */
export interface HeapOrder<Item> {
  /** The lower goes first. */
  rankOf(item: Item): number;
  /** Which of two with the same rank goes first. */
  before(a: Item, b: Item): boolean;
  placeOf(item: Item): number;
  setPlace(item: Item, place: number): void;
}

/**
 * A binary heap in which any item can move or leave. Each item knows its place, and the ranks lie side by side: a
 * move seldom takes more than a step, so most of its cost would be looking for places and neighbours in memory.
 */
export class Heap<Item> {
  readonly #order: HeapOrder<Item>;
  readonly #items: Item[] = [];
  readonly #ranks: number[] = [];

  constructor(order: HeapOrder<Item>) {
    this.#order = order;
  }

  /** 0 is the first; 1 and 2 are those just below it. */
  at(place: number): Item | undefined {
    return this.#items[place];
  }

  add(item: Item): void {
    const rank = this.#order.rankOf(item);
    const place = this.#items.length;
    this.#put(item, rank, place);
    this.#up(item, rank, place);
  }

  /** To be called after an item has changed in a way that counts for its order. */
  moved(item: Item): void {
    const place = this.#placeOf(item);
    const rank = this.#order.rankOf(item);
    this.#ranks[place] = rank;
    if (!this.#up(item, rank, place)) this.#down(item, rank, place);
  }

  remove(item: Item): void {
    const place = this.#placeOf(item);
    const last = this.#items.pop();
    const rank = this.#ranks.pop();
    this.#order.setPlace(item, -1);
    if (last === undefined || rank === undefined || last === item) return;
    this.#put(last, rank, place);
    this.moved(last);
  }

  #placeOf(item: Item): number {
    const place = this.#order.placeOf(item);
    if (this.#items[place] !== item) throw new Error('the heap does not hold this item');
    return place;
  }

  /** Returns whether the item has moved from there. */
  #up(item: Item, rank: number, from: number): boolean {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#isBefore(rank, item, parent)) break;
      this.#move(parent, place);
      place = parent;
    }
    if (place !== from) this.#put(item, rank, place);
    return place !== from;
  }

  #down(item: Item, rank: number, from: number): void {
    let place = from;
    for (let child = 2 * place + 1; child < this.#items.length; child = 2 * place + 1) {
      const left = this.#items[child];
      if (left !== undefined && this.#isBehind(this.#ranks[child] ?? 0, left, child + 1)) child += 1;
      if (!this.#isBehind(rank, item, child)) break;
      this.#move(child, place);
      place = child;
    }
    if (place !== from) this.#put(item, rank, place);
  }

  /** Whether an item goes before the one at a place. */
  #isBefore(rank: number, item: Item, place: number): boolean {
    const other = this.#ranks[place] ?? 0;
    if (rank !== other) return rank < other;
    const at = this.#items[place];
    return at === undefined || this.#order.before(item, at);
  }

  /** Whether the one at a place goes before an item; false where none is there. */
  #isBehind(rank: number, item: Item, place: number): boolean {
    const at = this.#items[place];
    const other = this.#ranks[place] ?? 0;
    if (at === undefined || rank !== other) return at !== undefined && other < rank;
    return this.#order.before(at, item);
  }

  #move(from: number, to: number): void {
    const item = this.#items[from];
    if (item !== undefined) this.#put(item, this.#ranks[from] ?? 0, to);
  }

  #put(item: Item, rank: number, place: number): void {
    this.#items[place] = item;
    this.#ranks[place] = rank;
    this.#order.setPlace(item, place);
  }
}
