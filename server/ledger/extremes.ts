import type { Account } from './state.ts';

/**
 * The smallest balance of a ledger and the largest among all accounts but one, in O(log n) a change: two
 * binary heaps that know each account's place.
 */
export class Extremes {
  readonly #least = new Heap((a, b) => a.balance < b.balance);
  readonly #most = new Heap((a, b) => a.balance > b.balance);

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

class Heap {
  readonly #before: (a: Account, b: Account) => boolean;
  readonly #items: Account[] = [];
  readonly #places = new Map<Account, number>();

  constructor(before: (a: Account, b: Account) => boolean) {
    this.#before = before;
  }

  at(place: number): Account | undefined {
    return this.#items[place];
  }

  add(account: Account): void {
    this.#put(account, this.#items.length);
    this.moved(account);
  }

  moved(account: Account): void {
    const place = this.#places.get(account);
    if (place === undefined) throw new Error(`account ${account.id} is not in the heap`);
    this.#down(account, this.#up(account, place));
  }

  #up(account: Account, from: number): number {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.#items[parent];
      if (above === undefined || !this.#before(account, above)) break;
      this.#put(above, place);
      place = parent;
    }
    this.#put(account, place);
    return place;
  }

  #down(account: Account, from: number): void {
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      let below = this.#items[child];
      const right = this.#items[child + 1];
      if (below !== undefined && right !== undefined && this.#before(right, below)) {
        child += 1;
        below = right;
      }
      if (below === undefined || !this.#before(below, account)) break;
      this.#put(below, place);
      place = child;
    }
    this.#put(account, place);
  }

  #put(account: Account, place: number): void {
    this.#items[place] = account;
    this.#places.set(account, place);
  }
}
