import { snapshotAccountsMax } from '../../shared/limits.ts';
import type { Access } from '../access/access.ts';
import type { State } from '../ledger/state.ts';
import type { Selection } from './selection.ts';
import { Snapshot } from './snapshot.ts';

/** A snapshot in the hands of one of its users. */
export interface SnapshotUse {
  readonly snapshot: Snapshot;
  /** To be called once, when it is needed no more. */
  readonly release: () => void;
}

/** Accounts in all snapshots that are handed out, and in those of one principal that showed a token. */
export interface SnapshotBounds {
  readonly accounts: number;
  readonly principalAccounts: number;
}

/**
 * Takes snapshots, as many as together stay within bounds. Watches that begin at one seq with one large selection
 * share what was taken, which counts once, and once against each principal that uses it.
 */
export class Snapshots {
  readonly #bounds: SnapshotBounds;
  /** Accounts in all snapshots that have users. */
  #accounts = 0;
  /** The same of each principal. */
  readonly #accountsOf = new Map<string, number>();
  /** The newest of each selection that has a name, while it has users. */
  readonly #newest = new Map<string, Shared>();

  constructor(bounds: SnapshotBounds) {
    this.#bounds = bounds;
  }

  /** `undefined` where too much is handed out already. What fits one message is let go of at once: it always passes. */
  take(state: State, selection: Selection, access: Access): SnapshotUse | undefined {
    const shared = this.#sharedOf(state, selection);
    if (sizeOf(state, selection) > snapshotAccountsMax && !this.#hasRoom(shared, access)) return undefined;
    return this.#use(shared ?? this.#taken(state, selection), access.principal);
  }

  #hasRoom(shared: Shared | undefined, { principal, isAnonymous }: Access): boolean {
    if (shared === undefined && this.#accounts >= this.#bounds.accounts) return false;
    if (isAnonymous || shared?.uses.has(principal) === true) return true;
    return (this.#accountsOf.get(principal) ?? 0) < this.#bounds.principalAccounts;
  }

  #sharedOf(state: State, selection: Selection): Shared | undefined {
    const newest = this.#newest.get(nameOf(selection));
    // After a refused commit there is another state, in which the same seq may mean something else.
    return newest?.state === state && newest.snapshot.seq === state.seq ? newest : undefined;
  }

  #taken(state: State, selection: Selection): Shared {
    const name = nameOf(selection);
    const taken = { state, name, snapshot: new Snapshot(state, selection), uses: new Map() };
    this.#accounts += taken.snapshot.size;
    if (name !== unnamed) this.#newest.set(name, taken);
    return taken;
  }

  #use(shared: Shared, principal: string): SnapshotUse {
    const { snapshot, uses } = shared;
    if (!uses.has(principal)) add(this.#accountsOf, principal, snapshot.size);
    add(uses, principal, 1);
    const release = (): void => {
      add(uses, principal, -1);
      if (uses.has(principal)) return;
      add(this.#accountsOf, principal, -snapshot.size);
      if (uses.size > 0) return;
      this.#accounts -= snapshot.size;
      if (this.#newest.get(shared.name) === shared) this.#newest.delete(shared.name);
    };
    return { snapshot, release };
  }
}

interface Shared {
  readonly state: State;
  readonly name: string;
  readonly snapshot: Snapshot;
  /** How many users it has of each principal. */
  readonly uses: Map<string, number>;
}

/** By which a snapshot of the same is found again; nobody else asks for just these accounts. */
function nameOf(selection: Selection): string {
  switch (selection.kind) {
    case 'everything':
      return '*';
    case 'ledger':
      return selection.ledger;
    case 'accounts':
      return unnamed;
  }
}

const unnamed = '';

function sizeOf(state: State, selection: Selection): number {
  switch (selection.kind) {
    case 'everything':
      // Each ledger has a system account.
      return state.accounts.size - state.ledgers.size;
    case 'ledger':
      return state.ledgers.get(selection.ledger)?.accounts.length ?? 0;
    case 'accounts':
      return selection.accounts.size;
  }
}

/** Nothing is kept of whoever comes to zero. */
function add(counts: Map<string, number>, name: string, count: number): void {
  const sum = (counts.get(name) ?? 0) + count;
  if (sum === 0) counts.delete(name);
  else counts.set(name, sum);
}
