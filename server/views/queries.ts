import type Database from 'better-sqlite3';
import { isSystemAccount } from '../../shared/ids.ts';
import { formatMoney } from '../../shared/money.ts';
import type { LedgerTrial } from '../../shared/transaction.ts';
import type { BookAccount, BookLedger, Books } from './books.ts';
import { AccountHistory } from './history.ts';
import { Outcomes } from './outcomes.ts';
import { readMarks } from './read-marks.ts';
import { TxRows } from './tx-rows.ts';
import type {
  FoundOutcome,
  HistoryPage,
  HistoryQuery,
  ListPage,
  ListQuery,
  LoadedAccount,
  LoadedState,
  TrialPage,
} from './views.ts';
import { ViewsDamage } from './views-file.ts';

/** The answers of the views, as of the books that each is given. Throws {@link ViewsDamage}. */
export class Queries {
  readonly #db: Database.Database;
  readonly #txs: TxRows;
  readonly #history: AccountHistory;
  readonly #outcomes: Outcomes;

  constructor(db: Database.Database) {
    this.#db = db;
    this.#txs = new TxRows(db);
    this.#history = new AccountHistory(db, this.#txs);
    this.#outcomes = new Outcomes(db, this.#txs);
  }

  load(books: Books, recentMax: number): LoadedState {
    const { number, seq, atMs } = books.place;
    return {
      commit: number,
      seq,
      atMs,
      ledgers: [...books.ledgers.values()].map(({ id, asset, scale, rules }) => ({
        ledger: id,
        asset,
        scale,
        rules,
      })),
      accounts: [...books.accounts.values()].map(loadedAccount),
      keys: { floor: books.floor, ahead: readMarks(this.#db) },
      recent: Array.from(this.#txs.between(Math.max(0, seq - recentMax), seq), ({ record }) => record),
    };
  }

  outcome(books: Books, by: string, key: string): FoundOutcome {
    return { commit: books.place.number, record: this.#outcomes.record(key, by) };
  }

  list(books: Books, { ledger, after = '', limit }: ListQuery): ListPage {
    const listed = ledger === undefined ? books.ids : books.ledgers.get(ledger)?.ids;
    const ids = listed?.after(after, limit + 1) ?? [];
    const accounts: LoadedAccount[] = [];
    for (const id of ids.slice(0, limit)) {
      const account = books.accounts.get(id);
      if (account !== undefined) accounts.push(loadedAccount(account));
    }
    return {
      seq: books.place.seq,
      accounts,
      next: ids.length > limit ? (accounts.at(-1)?.account ?? null) : null,
    };
  }

  history(books: Books, { account: id, before, after, limit }: HistoryQuery): HistoryPage {
    const { seq } = books.place;
    const account = books.accounts.get(id);
    if (account === undefined) return { seq, txs: undefined, next: null };
    const page =
      after === undefined
        ? this.#history.newestFirst(account, before ?? seq + 1, limit)
        : this.#history.oldestFirst(account, after, limit);
    return { seq, ...page };
  }

  trial(books: Books, ledgerId: string | undefined): TrialPage {
    const ledgers = [...books.ledgers.values()].filter(({ id }) => ledgerId === undefined || id === ledgerId);
    const sums = new Map(ledgers.map((ledger) => [ledger, { sum: 0n, held: 0n, accounts: 0 }]));
    for (const { id, ledger, balance, held } of books.accounts.values()) {
      const sum = sums.get(ledger);
      if (sum === undefined) continue;
      sum.sum += balance;
      sum.held += held;
      if (!isSystemAccount(id)) sum.accounts += 1;
    }
    const trials = [...sums].map(([ledger, sum]) => trialOf(ledger, sum));
    return { seq: books.place.seq, ledgers: trials.sort((a, b) => (a.ledger < b.ledger ? -1 : 1)) };
  }
}

function loadedAccount({ id, ledger, balance, held, version }: BookAccount): LoadedAccount {
  const { id: ledgerId, asset, scale } = ledger;
  return { account: id, ledger: ledgerId, asset, scale, balance, held, version };
}

function trialOf(
  { id, asset, scale, deposited, withdrawn, transactions }: BookLedger,
  { sum, held, accounts }: { sum: bigint; held: bigint; accounts: number },
): LedgerTrial {
  if (sum !== 0n) throw new ViewsDamage(`ledger ${id} sums to ${sum}`);
  const money = (minor: bigint): string => formatMoney(minor, scale);
  return {
    ledger: id,
    asset,
    scale,
    sum: money(sum),
    deposited: money(deposited),
    withdrawn: money(withdrawn),
    held: money(held),
    accounts,
    transactions,
  };
}
