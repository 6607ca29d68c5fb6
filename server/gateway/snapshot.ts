import { isSystemAccount } from '../../shared/ids.ts';
import { type Account, available, type State } from '../ledger/state.ts';
import { accountText } from './replies.ts';
import type { Selection } from './selection.ts';

/** The selected accounts as they were at one seq, cheap to take and made into text part by part. */
export class Snapshot {
  readonly seq: number;
  readonly #taken: readonly Taken[];

  constructor(state: State, selection: Selection) {
    this.seq = state.seq;
    this.#taken = take(state, selection);
  }

  get size(): number {
    return this.#taken.length;
  }

  /** Account id to text, of those accounts that are also among `ids`. */
  textsOf(ids: ReadonlySet<string>): Map<string, string> {
    const texts = new Map<string, string>();
    for (const taken of this.#taken) {
      const { id, ledger } = taken.account;
      if (ids.has(id)) texts.set(id, accountText(id, ledger, taken));
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
}

function take(state: State, selection: Selection): Taken[] {
  const taken: Taken[] = [];
  const add = (account: Account): void => {
    taken.push({
      account,
      balance: account.balance,
      available: available(account),
      version: account.version,
    });
  };
  if (selection.kind === 'accounts') {
    for (const id of selection.accounts) {
      const account = state.accounts.get(id);
      if (account !== undefined) add(account);
    }
    return taken;
  }
  for (const account of state.accounts.values()) {
    const wanted = selection.kind === 'everything' || account.ledger.id === selection.ledger;
    if (wanted && !isSystemAccount(account.id)) add(account);
  }
  return taken;
}

/** Takes snapshots; watches that begin at one seq with one large selection share what was taken. */
export class Snapshots {
  #last: { readonly state: State; readonly name: string; readonly snapshot: Snapshot } | undefined;

  take(state: State, selection: Selection): Snapshot {
    if (selection.kind === 'accounts') return new Snapshot(state, selection);
    const name = selection.kind === 'ledger' ? selection.ledger : '*';
    const last = this.#last;
    // After a refused commit there is another state, in which the same seq may mean something else.
    if (last?.state === state && last.name === name && last.snapshot.seq === state.seq) return last.snapshot;
    const snapshot = new Snapshot(state, selection);
    this.#last = { state, name, snapshot };
    return snapshot;
  }
}
