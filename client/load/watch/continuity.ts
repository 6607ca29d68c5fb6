import type { AccountState } from '../../../shared/transaction.ts';
import type { WatcherReport } from '../watcher-report.ts';

/**
 * Whether what a watcher is told follows from what it was told before: each event names the seq before it, and the
 * versions of each account that the watch names rise, in mode `all` one by one. Holes are counted and the first is
 * kept in words; then it goes on from there.
 */
export class Continuity {
  readonly #steps: 'each' | 'newest';
  /** Newest version of each account that the watch names, by account id; undefined for a whole ledger. */
  readonly #versions: Map<string, number> | undefined;
  #phase: 'asked' | 'gathering' | 'following' = 'asked';
  #first: number | undefined;
  #seq = 0;
  #gaps = 0;
  #problem: string | undefined;
  #events = 0;
  /** Whether every transaction of the ledger since the first snapshot was to come as an event. */
  #isWhole: boolean;

  /** `each`: no change is left out, as in mode `all`. */
  constructor(steps: 'each' | 'newest', namesAccounts: boolean) {
    this.#steps = steps;
    this.#versions = namesAccounts ? new Map() : undefined;
    this.#isWhole = steps === 'each' && !namesAccounts;
  }

  /** Seq that it was told of last; undefined before the first snapshot. */
  get seq(): number | undefined {
    return this.#first === undefined ? undefined : this.#seq;
  }

  /** Whether it has all that it was to be told until now. */
  get isFollowing(): boolean {
    return this.#phase === 'following';
  }

  /** Ids of the accounts that the watch names, as far as they are known. */
  get accounts(): readonly string[] | undefined {
    return this.#versions && [...this.#versions.keys()];
  }

  get report(): WatcherReport {
    const problem = this.#problem === undefined ? {} : { problem: this.#problem };
    return { gaps: this.#gaps, first: this.#first ?? 0, last: this.#seq, ...problem };
  }

  /** The connection is lost. */
  lost(): void {
    this.#phase = 'asked';
  }

  /** The watch goes on from a seq. */
  recovered(seq: number): void {
    if (seq !== this.#seq) this.#gap(`recovered at seq ${seq} after ${this.#seq}`);
    this.#phase = 'following';
  }

  /** A snapshot, or a part of one, stands for all up to a seq. */
  snapshot(seq: number, accounts: readonly AccountState[], more: boolean): void {
    if (seq < this.#seq) this.#gap(`a snapshot of seq ${seq} after seq ${this.#seq}`);
    for (const { account, version } of accounts) this.#versions?.set(account, version);
    this.#phase = more ? 'gathering' : 'following';
    if (more) return;
    if (this.#first !== undefined) this.#isWhole = false;
    this.#first ??= seq;
    this.#seq = seq;
  }

  /** From this seq on, a snapshot follows in place of events. */
  lagged(from: number): void {
    if (from !== this.#seq + 1) this.#gap(`lagged from seq ${from} after ${this.#seq}`);
    this.#phase = 'gathering';
    this.#isWhole = false;
  }

  event(prev: number, seq: number): void {
    if (this.#phase !== 'following') this.#gap(`seq ${seq} came before its snapshot`);
    else if (prev !== this.#seq)
      this.#gap(`seq ${seq} came as if after ${prev}, but ${this.#seq} was the last`);
    else if (seq <= prev) this.note(`seq ${seq} came after ${prev}`);
    this.#seq = seq;
    this.#events += 1;
  }

  /** Of an event: returns the version before, undefined for an account that the watch does not name. */
  version(account: string, version: number): number | undefined {
    const before = this.#versions?.get(account);
    if (before === undefined) return undefined;
    const fits = this.#steps === 'each' ? version === before + 1 : version > before;
    if (!fits) this.note(`${account} went from version ${before} to ${version}`);
    this.#versions?.set(account, version);
    return before;
  }

  /** Whether the accounts that the watch names are in these states. */
  isAt(states: readonly AccountState[]): boolean {
    return states.every(({ account, version }) => this.#versions?.get(account) === version);
  }

  /**
   * The ledger had at least so many transactions since the first snapshot. An event that the hub forgot leaves no gap
   * where `prev` is what it remembers to have sent; for accounts that are named, the versions tell.
   */
  expect(transactions: number): void {
    if (this.#isWhole && this.#events < transactions)
      this.note(`was told of ${this.#events} transactions, and there were ${transactions}`);
  }

  /** The first problem is the one that tells most. */
  note(problem: string): void {
    this.#problem ??= problem;
  }

  #gap(problem: string): void {
    this.#gaps += 1;
    this.note(problem);
  }
}
