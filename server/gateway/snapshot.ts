import { isSystemAccount } from '../../shared/ids.ts';
import { type Account, available, type State } from '../ledger/state.ts';
import { accountText } from './replies.ts';
import type { Selection } from './selection.ts';

/** The selected accounts as they were at one seq, cheap to take and made into text part by part. */
export class Snapshot {
  readonly seq: number;
  readonly #taken: readonly Taken[];
  /** Those that were touched lately, newest first: looked for once, when the first user asks. */
  #touched: readonly Touched[] | undefined;

  constructor(state: State, selection: Selection) {
    this.seq = state.seq;
    this.#taken = take(state, selection);
  }

  get size(): number {
    return this.#taken.length;
  }

  /**
   * Account id to text, of those touched after a seq; `undefined` where the texts have more characters than `charsMax`.
   * `lastTouches` has to tell of all up to the seq of this.
   */
  touchedSince(
    seq: number,
    lastTouches: ReadonlyMap<string, number>,
    charsMax: number,
  ): Map<string, string> | undefined {
    if (seq >= this.seq) return new Map();
    this.#touched ??= touchedOf(this.#taken, lastTouches);
    let count = 0;
    let chars = 0;
    for (const touched of this.#touched) {
      if (touched.seq <= seq) break;
      count += 1;
      chars += touched.text.length;
      if (chars > charsMax) return undefined;
    }
    return new Map(this.#touched.slice(0, count).map(({ id, text }) => [id, text]));
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
