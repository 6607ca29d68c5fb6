/** What an account moved: minor units that came to it and that left it, and in how many movements. */
export interface Mover {
  readonly account: string;
  readonly in: bigint;
  readonly out: bigint;
  readonly count: number;
}

/** Accounts that are added up; movements of further ones are only counted. */
export const moversMax = 100_000;

interface Sums {
  in: bigint;
  out: bigint;
  count: number;
}

/** Adds up what each account moved, in bounded memory: exactly for the accounts that came first. */
export class Movers {
  readonly #sums = new Map<string, Sums>();
  #leftOut = 0;

  /** Movements of accounts beyond {@link moversMax}. */
  get leftOut(): number {
    return this.#leftOut;
  }

  add(account: string, delta: bigint): void {
    const sums = this.#sums.get(account) ?? this.#begin(account);
    if (sums === undefined) return;
    sums.count += 1;
    if (delta < 0n) sums.out -= delta;
    else sums.in += delta;
  }

  #begin(account: string): Sums | undefined {
    if (this.#sums.size >= moversMax) {
      this.#leftOut += 1;
      return undefined;
    }
    const sums = { in: 0n, out: 0n, count: 0 };
    this.#sums.set(account, sums);
    return sums;
  }

  /** The `count` accounts that moved most. */
  byTurnover(count: number): readonly Mover[] {
    return this.#top(count, turnover);
  }

  /** The `count` accounts whose balance changed most. */
  byNet(count: number): readonly Mover[] {
    return this.#top(count, (mover) => absolute(net(mover)));
  }

  #top(count: number, size: (mover: Mover) => bigint): readonly Mover[] {
    return Array.from(this.#sums, ([account, sums]) => ({ account, ...sums }))
      .map((mover) => ({ mover, size: size(mover) }))
      .filter((each) => each.size > 0n)
      .sort((a, b) => (a.size === b.size ? 0 : a.size < b.size ? 1 : -1))
      .slice(0, count)
      .map(({ mover }) => mover);
  }
}

export function turnover(mover: Pick<Mover, 'in' | 'out'>): bigint {
  return mover.in + mover.out;
}

export function net(mover: Pick<Mover, 'in' | 'out'>): bigint {
  return mover.in - mover.out;
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}
