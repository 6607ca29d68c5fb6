import { isSystemAccount } from '../../shared/ids.ts';
import { type Account, available, type State } from '../ledger/state.ts';
import { accountText } from './replies.ts';
import type { Selection } from './selection.ts';

/** The selected accounts as they were at one seq, cheap to take and made into text part by part. */
export class Snapshot {
  readonly seq: number;
  readonly #taken: readonly Taken[];
  readonly #counted: (accounts: number) => void;
  #users = 1;
  /** Those that were touched lately, newest first: looked for once, when the first user asks. */
  #touched: readonly Touched[] | undefined;

  /** `counted` hears how many accounts it holds, and the same as a negative number when its last user has let go. */
  constructor(state: State, selection: Selection, counted: (accounts: number) => void) {
    this.seq = state.seq;
    this.#taken = take(state, selection);
    this.#counted = counted;
    counted(this.size);
  }

  /** Adds a user. */
  retain(): void {
    this.#users += 1;
  }

  /** To be called once by each user when it needs the snapshot no more. */
  release(): void {
    this.#users -= 1;
    if (this.#users === 0) this.#counted(-this.size);
  }

  get size(): number {
    return this.#taken.length;
  }

  /** Account id to text, of those touched after a seq; `lastTouches` has to tell of all up to the seq of this. */
  touchedSince(seq: number, lastTouches: ReadonlyMap<string, number>): Map<string, string> {
    const texts = new Map<string, string>();
    if (seq >= this.seq) return texts;
    this.#touched ??= touchedOf(this.#taken, lastTouches);
    for (const touched of this.#touched) {
      if (touched.seq <= seq) break;
      texts.set(touched.id, touched.text);
    }
    return texts;
  }

  /** Texts of the accounts from this place on, joined by commas. */
  part(from: number, count: number): string {
    return this.#taken
      .slice(from, from + count)
      .map((taken) => accountText(taken.account.id, taken.account.ledger, taken))
      .join(',');
  }
}

interface Taken {
  readonly account: Account;
  readonly balance: bigint;
  readonly available: bigint;
  readonly version: number;
  readonly marks: string;
}

interface Touched {
  /** Of the newest transaction that touched it. */
  readonly seq: number;
  readonly id: string;
  readonly text: string;
}

function touchedOf(taken: readonly Taken[], lastTouches: ReadonlyMap<string, number>): Touched[] {
  const touched: Touched[] = [];
  for (const each of taken) {
    const { id, ledger } = each.account;
    const seq = lastTouches.get(id);
    if (seq !== undefined) touched.push({ seq, id, text: accountText(id, ledger, each) });
  }
  return touched.sort((a, b) => b.seq - a.seq);
}

function take(state: State, selection: Selection): Taken[] {
  const taken: Taken[] = [];
  const add = (account: Account): void => {
    taken.push({
      account,
      balance: account.balance,
      available: available(account),
      version: account.version,
      marks: account.marks,
    });
  };
  if (selection.kind === 'accounts') {
    for (const id of selection.accounts) {
      const account = state.accounts.get(id);
      if (account !== undefined) add(account);
    }
    return taken;
  }
  if (selection.kind === 'ledger') {
    for (const account of state.ledgers.get(selection.ledger)?.accounts ?? []) add(account);
    return taken;
  }
  for (const account of state.accounts.values()) if (!isSystemAccount(account.id)) add(account);
  return taken;
}

/**
 * Takes snapshots, as many as together stay within a bound. Watches that begin at one seq with one large
 * selection share what was taken; each user of a snapshot lets go of it once.
 */
export class Snapshots {
  readonly #accountsMax: number;
  /** Accounts in all snapshots that have users. */
  #accounts = 0;
  #last: { readonly state: State; readonly name: string; readonly snapshot: Snapshot } | undefined;

  constructor(accountsMax: number) {
    this.#accountsMax = accountsMax;
  }

  /** `undefined` where too much is handed out already. */
  take(state: State, selection: Selection): Snapshot | undefined {
    const name = selection.kind === 'everything' ? '*' : selection.kind === 'ledger' ? selection.ledger : '';
    const last = this.#last;
    // After a refused commit there is another state, in which the same seq may mean something else.
    if (last?.state === state && last.name === name && last.snapshot.seq === state.seq) {
      last.snapshot.retain();
      return last.snapshot;
    }
    if (this.#accounts >= this.#accountsMax) return undefined;
    const snapshot = new Snapshot(state, selection, (accounts) => {
      this.#accounts += accounts;
      if (accounts < 0 && this.#last?.snapshot === snapshot) this.#last = undefined;
    });
    if (selection.kind !== 'accounts') this.#last = { state, name, snapshot };
    return snapshot;
  }
}
