import type { Unusual } from '../analysis/amount-history.ts';
import type { BalanceChange, Snapshot } from '../sdk/changes.ts';
import { difference } from '../words/money-difference.ts';

/** Changes are shown together this often, milliseconds: the answer to an own command comes first. */
const showEveryMs = 100;
/** In a flood that often, so that it can be read. */
const showFloodEveryMs = 1_000;
/** Transactions shown each time, the newest; of those before them only the number is told. */
const shownMax = 8;
/** Own transactions that are remembered. */
const ownMax = 1_000;

/** A change, and whether it is unusual for its account. */
export interface ShownChange extends BalanceChange {
  readonly unusual?: Unusual | undefined;
}

/** What is to be shown: a transaction's changes each, and how many transactions before them are left out. */
export interface LiveBurst {
  readonly transactions: readonly (readonly ShownChange[])[];
  readonly leftOut: number;
}

/** Gathers the changes of a watch into bursts that a person can read, without those of own commands. */
export class LiveFeed {
  readonly #show: (burst: LiveBurst) => void;
  /** Balances as last told, to tell after a gap what has changed meanwhile. */
  #balances = new Map<string, string>();
  #gathered = new Map<number, ShownChange[]>();
  #leftOut = 0;
  #isFlood = false;
  readonly #own = new Set<number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(show: (burst: LiveBurst) => void) {
    this.#show = show;
  }

  /** Begins afresh, for another watch: its first snapshot is nothing new. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#balances = new Map();
    this.#gathered = new Map();
    this.#leftOut = 0;
  }

  /** Leaves a transaction out: its sender has been answered. */
  own(seq: number): void {
    if (this.#own.size >= ownMax) this.#own.clear();
    this.#own.add(seq);
  }

  take(change: Snapshot | ShownChange): void {
    if (change.kind === 'balance') {
      this.#gather(change);
      return;
    }
    const isFirst = this.#balances.size === 0;
    for (const account of change.accounts) {
      const before = this.#balances.get(account.account);
      if (isFirst || before === account.balance) this.#balances.set(account.account, account.balance);
      else {
        const delta = before === undefined ? {} : { delta: difference(before, account.balance) };
        this.#gather({ kind: 'balance', seq: change.seq, account, ...delta });
      }
    }
  }

  #gather(change: ShownChange): void {
    const { account, balance } = change.account;
    this.#balances.set(account, balance);
    const changes = this.#gathered.get(change.seq);
    if (changes === undefined) this.#gathered.set(change.seq, [change]);
    else changes.push(change);
    if (this.#gathered.size > shownMax) this.#leaveOutOldest();
    this.#timer ??= setTimeout(() => this.#flush(), this.#isFlood ? showFloodEveryMs : showEveryMs);
  }

  #leaveOutOldest(): void {
    const [oldest] = this.#gathered.keys();
    if (oldest === undefined) return;
    this.#gathered.delete(oldest);
    this.#leftOut += 1;
  }

  #flush(): void {
    const transactions = [...this.#gathered]
      .filter(([seq]) => !this.#own.has(seq))
      .map(([, changes]) => changes);
    const leftOut = this.#leftOut;
    this.#isFlood = leftOut > 0;
    this.#timer = undefined;
    this.#gathered = new Map();
    this.#leftOut = 0;
    if (transactions.length > 0 || leftOut > 0) this.#show({ transactions, leftOut });
  }
}
