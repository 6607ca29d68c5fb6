/**
 * The smallest balance of a ledger and the largest among all accounts but one, in O(log n) a change: two
 * binary heaps that know each account's place.
 */
export class Extremes<Account extends Balanced> {
  readonly #least = new Heap<Account>((a, b) => a.balance < b.balance);
  readonly #most = new Heap<Account>((a, b) => a.balance > b.balance);

  add(account: Account): void {
    this.#least.add(account);
    this.#most.add(account);
  }

  /** To be called after the balance of an account has changed. */
  moved(account: Account): void {
    this.#least.moved(account);
    this.#most.moved(account);
  }

  /** 0 where there is no account. */
  smallest(): bigint {
    return this.#least.at(0)?.balance ?? 0n;
  }

  /** Largest balance among the accounts other than this one; 0 where there is none. */
  largestBeside(account: Account): bigint {
    const first = this.#most.at(0);
    if (first !== account) return first?.balance ?? 0n;
    const [left, right] = [this.#most.at(1), this.#most.at(2)];
    if (left === undefined) return 0n;
    return right !== undefined && right.balance > left.balance ? right.balance : left.balance;
  }
}

interface Balanced {
  readonly balance: bigint;
}

class Heap<Item> {
  readonly #before: (a: Item, b: Item) => boolean;
  readonly #items: Item[] = [];
  readonly #places = new Map<Item, number>();

  constructor(before: (a: Item, b: Item) => boolean) {
    this.#before = before;
  }

  at(place: number): Item | undefined {
    return this.#items[place];
  }

  add(item: Item): void {
    this.#put(item, this.#items.length);
    this.moved(item);
  }

  moved(item: Item): void {
    const place = this.#places.get(item);
    if (place === undefined) throw new Error('the heap does not hold what has moved');
    this.#down(item, this.#up(item, place));
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
