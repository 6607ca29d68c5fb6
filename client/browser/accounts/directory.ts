import type { AccountState } from '../../../shared/transaction.ts';
import type { Hub } from '../../sdk/hub.ts';
import { difference } from '../../words/money-difference.ts';

/** Accounts in one question. The first is small, so that the first screen stands at once. */
const firstPage = 200;
const pageItems = 1_000;
const againAfterMs = 1_000;

/** One account as the list knows it. */
export class Row {
  readonly id: string;
  state: AccountState;
  /** What the last change that was seen came to; undefined where none was. */
  change: string | undefined;
  /** Counts the changes that happened before our eyes. */
  changes = 0;

  constructor(state: AccountState) {
    this.id = state.account;
    this.state = state;
  }

  /** `isMove`: it happened now, and was not only heard of late. */
  learn(state: AccountState, isMove: boolean): void {
    // What was asked for later may be answered with what is older.
    if (state.version < this.state.version) return;
    if (state.version > this.state.version) {
      // Of several changes that were not seen, none is known to be the last.
      this.change = isMove ? difference(this.state.balance, state.balance) : undefined;
      this.changes += isMove ? 1 : 0;
    }
    this.state = state;
  }
}

/**
 * The accounts of a ledger, or of all, in the order of their ids: read from the hub page by page, as far as
 * they are wanted.
 */
export class Directory {
  readonly #hub: Hub;
  readonly #ledger: string | undefined;
  readonly #changed: () => void;
  readonly rows: Row[] = [];
  readonly byId = new Map<string, Row>();
  isComplete = false;
  #wanted = 0;
  #isReading = false;
  #isClosed = false;

  constructor(hub: Hub, ledger: string | undefined, changed: () => void) {
    this.#hub = hub;
    this.#ledger = ledger;
    this.#changed = changed;
  }

  /** Reads on until so many are known. */
  read(upTo: number): void {
    this.#wanted = Math.max(this.#wanted, upTo);
    if (!this.#isReading) void this.#read();
  }

  /** Reads no further for now. */
  rest(): void {
    this.#wanted = 0;
  }

  close(): void {
    this.#isClosed = true;
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    while (!this.isComplete && !this.#isClosed && this.rows.length < this.#wanted) {
      try {
        await this.#readPage();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, againAfterMs));
      }
      this.#changed();
    }
    this.#isReading = false;
  }

  async #readPage(): Promise<void> {
    const { accounts, next } = await this.#hub.list({
      ledger: this.#ledger,
      after: this.rows.at(-1)?.id,
      limit: this.rows.length === 0 ? firstPage : pageItems,
    });
    for (const state of accounts) {
      const row = new Row(state);
      this.rows.push(row);
      this.byId.set(row.id, row);
    }
    this.isComplete = next === null || next === undefined;
  }
}
