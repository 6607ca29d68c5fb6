import { isSystemAccount } from '../../shared/ids.ts';
import { type Account, available, type State } from '../ledger/state.ts';
import type { Committed } from './committed.ts';
import { accountText } from './replies.ts';

/** What a watch looks at. `everything` and `ledger` mean the accounts that clients opened, new ones included. */
export type Selection =
  | { readonly kind: 'everything' }
  | { readonly kind: 'ledger'; readonly ledger: string }
  | { readonly kind: 'accounts'; readonly accounts: ReadonlySet<string> };

/** Whether a selection that a transaction belongs to takes in this account of it. */
export function selects(selection: Selection, account: string): boolean {
  return selection.kind === 'accounts' ? selection.accounts.has(account) : !isSystemAccount(account);
}

/** Whether a selection takes in a transaction. */
export function concerns(selection: Selection, committed: Committed): boolean {
  if (selection.kind === 'ledger' && selection.ledger !== committed.ledger) return false;
  return committed.touched.some((account) => selects(selection, account));
}

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
