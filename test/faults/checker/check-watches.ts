import type { AccountState, Transaction } from '../../../shared/transaction.ts';
import { isSame } from './asked-for.ts';
import { checkStates } from './check-states.ts';
import { type DecidedIndex, touchedBy } from './decided.ts';
import { firstAbove } from './first-above.ts';
import type { Invariant, Told, Violation, WatchSeen } from './history.ts';
import type { Replay } from './replay.ts';
import { Watched } from './watched.ts';

/** I4 and I5: each watch is told exactly what touched its accounts, in order, as it was. */
export function checkWatches(
  watches: readonly WatchSeen[],
  index: DecidedIndex,
  replay: Replay,
): Violation[] {
  const known = new Map<string, Watched>();
  return watches.flatMap((watch) => {
    const name = JSON.stringify(watch.target);
    const watched = known.get(name) ?? new Watched(watch.target, index);
    known.set(name, watched);
    return new WatchCheck(watch, watched, index, replay).violations;
  });
}

/** Goes along one watch and along the seqs that it has to be told of. */
class WatchCheck {
  readonly violations: Violation[] = [];
  readonly #watch: WatchSeen;
  readonly #accounts: ReadonlySet<string>;
  readonly #seqs: readonly number[];
  readonly #index: DecidedIndex;
  readonly #replay: Replay;
  /** The first of `#seqs` that is still to be told. */
  #next = 0;
  /** What the watch was last told of; `undefined` where it waits for a beginning. */
  #seq: number | undefined;

  constructor(watch: WatchSeen, { seqs, accounts }: Watched, index: DecidedIndex, replay: Replay) {
    this.#watch = watch;
    this.#accounts = accounts;
    this.#seqs = seqs;
    this.#index = index;
    this.#replay = replay;
    // What follows on a violation follows from it.
    for (const told of watch.told) if (this.violations.length === 0) this.#take(told);
    if (this.violations.length === 0) this.#end();
  }

  #take(told: Told): void {
    switch (told.t) {
      case 'resumed':
        this.#goOnBehind(told.seq);
        break;
      case 'snapshot':
        this.#snapshot(told.seq, told.accounts);
        break;
      case 'tx':
        this.#follows(told.prev, told.tx.seq);
        this.#transaction(told.tx, told.accounts ?? []);
        break;
      case 'states':
        this.#follows(told.prev, told.seq);
        this.#states(told.seq, told.accounts);
        break;
      case 'lagged':
        this.#follows(told.from - 1, told.to);
        this.#seq = undefined;
        break;
    }
  }

  #goOnBehind(seq: number): void {
    if (seq > this.#index.seq) this.#violate('I5', 'begins behind the end of the journal', seq);
    if (this.#seq !== undefined && seq !== this.#seq)
      this.#violate('I4', `goes on at ${seq}, not at ${this.#seq}`, seq);
    this.#seq = seq;
    this.#next = firstAbove(this.#seqs, seq);
  }

  #snapshot(seq: number, accounts: readonly AccountState[]): void {
    if (this.#seq !== undefined && seq < this.#seq)
      this.#violate('I4', `a snapshot goes back from ${this.#seq}`, seq);
    this.#seq = undefined;
    this.#goOnBehind(seq);
    this.#compare(seq, accounts);
    if (seq > this.#replay.seq) return;
    const told = new Set(accounts.map(({ account }) => account));
    for (const account of this.#accounts) {
      if (told.delete(account) || this.#replay.stateAt(account, seq) === undefined) continue;
      this.#violate('I5', 'a snapshot lacks an account', seq, account);
    }
    for (const account of told) this.#violate('I5', 'a snapshot tells of a stranger', seq, account);
  }

  #transaction(tx: Transaction, accounts: readonly AccountState[]): void {
    const wanted = this.#seqs[this.#next];
    if (wanted !== tx.seq) {
      this.#violate('I4', `is told of seq ${tx.seq} where ${wanted ?? 'nothing'} comes next`, tx.seq);
      return;
    }
    const journaled = this.#index.txs[tx.seq - 1];
    if (!isSame(journaled, tx))
      this.#violate('I5', 'is told of it otherwise than the journal has it', tx.seq);
    this.#next += 1;
    this.#seq = tx.seq;
    this.#compare(tx.seq, accounts);
  }

  #states(seq: number, accounts: readonly AccountState[]): void {
    if (seq > this.#index.seq) this.#violate('I5', 'is told of a seq that the journal does not have', seq);
    const changed = new Set<string>();
    for (; (this.#seqs[this.#next] ?? Number.POSITIVE_INFINITY) <= seq; this.#next += 1) {
      const tx = this.#index.txs[(this.#seqs[this.#next] ?? 0) - 1];
      for (const account of tx === undefined ? [] : touchedBy(tx))
        if (this.#accounts.has(account)) changed.add(account);
    }
    for (const { account } of accounts) {
      if (!changed.delete(account))
        this.#violate('I5', 'is told of an account that has not changed', seq, account);
    }
    for (const account of changed) this.#violate('I4', 'is not told of a change', seq, account);
    this.#seq = seq;
    this.#compare(seq, accounts);
  }

  #end(): void {
    const { through } = this.#watch;
    const missing = this.#seqs[this.#next];
    if (through === undefined) return;
    if (this.#seq === undefined) this.#violate('I4', 'never began', through);
    else if (missing !== undefined && missing <= through)
      this.#violate('I4', 'was never told of it', missing);
  }

  #follows(prev: number | undefined, seq: number): void {
    if (this.#seq === undefined) this.#violate('I4', 'is told of changes before it began', seq);
    else if (prev !== undefined && prev !== this.#seq)
      this.#violate('I4', `follows ${prev}, not ${this.#seq}`, seq);
    else if (seq <= this.#seq) this.#violate('I4', `goes back from ${this.#seq}`, seq);
  }

  #compare(seq: number, accounts: readonly AccountState[]): void {
    this.violations.push(...checkStates(accounts, seq, this.#replay, this.#watch.name));
  }

  #violate(invariant: Invariant, what: string, seq: number, account?: string): void {
    this.violations.push({ invariant, what: `${this.#watch.name}: ${what}`, account, seq });
  }
}
