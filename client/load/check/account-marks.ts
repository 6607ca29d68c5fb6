import type { Side } from '../../../shared/commands.ts';

/** An account as of a seq. */
export interface AccountMark {
  readonly account: string;
  /** Minor units. */
  readonly balance: bigint;
  /** What holds reserve of it, minor units. */
  readonly held: bigint;
  readonly version: number;
  readonly seq: number;
  readonly frozen: Side | undefined;
}

/** Marks of many accounts in the order of their ids, column by column: a ledger may have millions. */
export class AccountMarks {
  readonly #accounts: string[] = [];
  readonly #balances: bigint[] = [];
  readonly #held: bigint[] = [];
  readonly #versions: number[] = [];
  readonly #seqs: number[] = [];
  /** Few are frozen: by index. */
  readonly #frozen = new Map<number, Side>();

  get size(): number {
    return this.#accounts.length;
  }

  /** Behind all that are there. */
  add({ account, balance, held, version, seq, frozen }: AccountMark): void {
    if (frozen !== undefined) this.#frozen.set(this.size, frozen);
    this.#accounts.push(account);
    this.#balances.push(balance);
    this.#held.push(held);
    this.#versions.push(version);
    this.#seqs.push(seq);
  }

  at(index: number): AccountMark | undefined {
    const account = this.#accounts[index];
    const balance = this.#balances[index];
    const held = this.#held[index];
    const version = this.#versions[index];
    const seq = this.#seqs[index];
    if (account === undefined || balance === undefined || held === undefined) return;
    if (version === undefined || seq === undefined) return;
    return { account, balance, held, version, seq, frozen: this.#frozen.get(index) };
  }
}

/** Goes through marks beside a later list of the same ledger, in the same order. */
export class MarkCursor {
  readonly #marks: AccountMarks;
  #index = 0;

  constructor(marks: AccountMarks) {
    this.#marks = marks;
  }

  /** The mark of an account, if it has one; `missing` is told of those that the later list left out before it. */
  find(account: string, missing: (account: string) => void): AccountMark | undefined {
    for (;;) {
      const mark = this.#marks.at(this.#index);
      if (mark === undefined || mark.account > account) return undefined;
      this.#index += 1;
      if (mark.account === account) return mark;
      missing(mark.account);
    }
  }

  /** Tells of those that are left. */
  end(missing: (account: string) => void): void {
    for (; this.#index < this.#marks.size; this.#index += 1)
      missing(this.#marks.at(this.#index)?.account ?? '');
  }
}
