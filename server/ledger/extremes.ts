import { Heap } from './heap.ts';

/**
 * The smallest balance of a ledger and the largest among all accounts but one, in O(log n) a change. A closed
 * account counts no more.
 */
export class Extremes<Account extends Balanced> {
  readonly #least = new Heap<Account>({
    // Above 2^53 different balances may have one rank; none goes the wrong way round.
    rankOf: ({ balance }) => Number(balance),
    before: (a, b) => a.balance < b.balance,
    placeOf: (account) => account.leastPlace,
    setPlace: (account, place) => {
      account.leastPlace = place;
    },
  });
  readonly #most = new Heap<Account>({
    rankOf: ({ balance }) => -Number(balance),
    before: (a, b) => a.balance > b.balance,
    placeOf: (account) => account.mostPlace,
    setPlace: (account, place) => {
      account.mostPlace = place;
    },
  });

  add(account: Account): void {
    this.#least.add(account);
    this.#most.add(account);
  }

  /** To be called after the balance of an account has changed. */
  moved(account: Account): void {
    this.#least.moved(account);
    this.#most.moved(account);
  }

  remove(account: Account): void {
    this.#least.remove(account);
    this.#most.remove(account);
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

export interface Balanced {
  readonly balance: bigint;
  /** Its places among the smallest and the largest, for {@link Extremes} alone; -1 before it is added. */
  leastPlace: number;
  mostPlace: number;
}
