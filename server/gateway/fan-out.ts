import type { Transaction } from '../ledger/transaction.ts';
import { FreshlyCommitted } from './committed.ts';
import type { Watch } from './watch.ts';

/** From a durable transaction to the watches that it concerns. */
export class FanOut {
  readonly #everything = new Set<Watch>();
  readonly #byLedger = new Map<string, Set<Watch>>();
  readonly #byAccount = new Map<string, Set<Watch>>();
  readonly #afterRelease = new Set<() => void>();

  add(watch: Watch): void {
    const { selection } = watch;
    if (selection.kind === 'everything') this.#everything.add(watch);
    else if (selection.kind === 'ledger') addTo(this.#byLedger, selection.ledger, watch);
    else for (const account of selection.accounts) addTo(this.#byAccount, account, watch);
  }

  remove(watch: Watch): void {
    const { selection } = watch;
    if (selection.kind === 'everything') this.#everything.delete(watch);
    else if (selection.kind === 'ledger') removeFrom(this.#byLedger, selection.ledger, watch);
    else for (const account of selection.accounts) removeFrom(this.#byAccount, account, watch);
  }

  /** To be called for every transaction, in seq order, once it is durable. */
  committed(tx: Transaction, record: string): void {
    if (this.#everything.size + this.#byLedger.size + this.#byAccount.size === 0) return;
    const fresh = new FreshlyCommitted(tx, record);
    if (fresh.touched.length === 0) return;
    for (const account of fresh.touched) this.#offer(this.#byAccount.get(account), fresh);
    this.#offer(this.#byLedger.get(fresh.ledger), fresh);
    this.#offer(this.#everything, fresh);
  }

  /** Calls back when the release that is under way has been offered as a whole: once, however often it is asked. */
  afterRelease(callback: () => void): void {
    this.#afterRelease.add(callback);
  }

  /** To be called when all of a commit has been offered. */
  released(): void {
    for (const callback of this.#afterRelease) callback();
    this.#afterRelease.clear();
  }

  #offer(watches: Iterable<Watch> | undefined, fresh: FreshlyCommitted): void {
    if (watches === undefined) return;
    for (const watch of watches) watch.offer(fresh);
  }
}

function addTo(index: Map<string, Set<Watch>>, name: string, watch: Watch): void {
  const watches = index.get(name);
  if (watches === undefined) index.set(name, new Set([watch]));
  else watches.add(watch);
}

function removeFrom(index: Map<string, Set<Watch>>, name: string, watch: Watch): void {
  const watches = index.get(name);
  watches?.delete(watch);
  if (watches?.size === 0) index.delete(name);
}
