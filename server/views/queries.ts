import type Database from 'better-sqlite3';
import { isSystemAccount } from '../../shared/ids.ts';
import { formatMoney } from '../../shared/money.ts';
import type { LedgerTrial } from '../../shared/transaction.ts';
import { limits } from '../limits.ts';
import type { BookAccount, BookLedger, Books } from './books.ts';
import { AccountHistory } from './history.ts';
import { filterOf } from './history-filter.ts';
import { idsAmong } from './ids-among.ts';
import { openHolds } from './open-holds.ts';
import { Outcomes } from './outcomes.ts';
import { PastBalances } from './past-balances.ts';
import { readMarks } from './read-marks.ts';
import { SeqAt } from './seq-at.ts';
import { Sequels } from './sequels.ts';
import { entryOf, ledgerOf } from './statement-entry.ts';
import { type StoredTx, TxRows } from './tx-rows.ts';
import type {
  FoundBalance,
  FoundOutcome,
  FoundPast,
  HistoryPage,
  HistoryQuery,
  HoldsPage,
  HoldsQuery,
  ListPage,
  ListQuery,
  LoadedAccount,
  LoadedState,
  Moment,
  Period,
  StatementPage,
  StatementQuery,
  TransactionsPage,
  TransactionsQuery,
  TrialPage,
} from './views.ts';
import { ViewsDamage } from './views-file.ts';

/** The answers of the views, as of the books that each is given. Throws {@link ViewsDamage}. */
export class Queries {
  readonly #db: Database.Database;
  readonly #txs: TxRows;
  readonly #history: AccountHistory;
  readonly #outcomes: Outcomes;
  readonly #sequels: Sequels;
  readonly #times: SeqAt;
  readonly #balances: PastBalances;

  constructor(db: Database.Database) {
    this.#db = db;
    this.#txs = new TxRows(db);
    this.#history = new AccountHistory(db, this.#txs);
    this.#outcomes = new Outcomes(db, this.#txs);
    this.#sequels = new Sequels(db);
    this.#times = new SeqAt(this.#txs);
    this.#balances = new PastBalances(this.#history);
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
      holds: Array.from(books.holds.values(), ({ seq: made, from, to, ...hold }) => ({
        ...hold,
        seq: made,
        from: from.id,
        to: to.id,
      })),
      keys: { floor: books.floor, ahead: readMarks(this.#db) },
      recent: Array.from(this.#txs.between(Math.max(0, seq - recentMax), seq), ({ record }) => record),
    };
  }

  outcome(books: Books, by: string, key: string): FoundOutcome {
    return { commit: books.place.number, record: this.#outcomes.record(key, by) };
  }

  past(books: Books, tx: number): FoundPast {
    const { seq } = books.place;
    if (tx > seq) return { seq, record: undefined, sequel: undefined };
    const sequel = this.#sequels.find(tx);
    return {
      seq,
      record: this.#txs.read(tx).record,
      sequel: sequel && { ...sequel, record: this.#txs.read(sequel.by).record },
    };
  }

  list(books: Books, { ledger, among, after = '', limit }: ListQuery): ListPage {
    const listed = ledger === undefined ? books.ids : books.ledgers.get(ledger)?.ids;
    const ids =
      among === undefined
        ? (listed?.after(after, limit + 1) ?? [])
        : idsAmong(books, among, ledger, after, limit + 1);
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

  history(books: Books, query: HistoryQuery): HistoryPage {
    const { seq } = books.place;
    const account = books.accounts.get(query.account);
    if (account === undefined) return { seq, txs: undefined, next: null };
    const { above, below } = this.#rangeOf(query.period, seq);
    const { before = seq + 1, after, limit } = query;
    const fits = filterOf(account, query.filter);
    const page =
      after === undefined
        ? this.#history.newestFirst(account, { above, below: Math.min(below, before), limit, fits })
        : this.#history.oldestFirst(account, { above: Math.max(above, after), below, limit, fits });
    return { seq, txs: page.txs.map(({ record }) => record), next: page.next };
  }

  balance(books: Books, id: string, moment: Moment): FoundBalance {
    const { seq } = books.place;
    const account = books.accounts.get(id);
    const at = 'seq' in moment ? moment.seq : this.#times.before(moment.timeMs + 1, seq);
    return { seq, at, account: account && this.#balances.at(account, at) };
  }

  statement(books: Books, { account: id, fromMs, toMs, after, limit }: StatementQuery): StatementPage {
    const { seq } = books.place;
    const account = books.accounts.get(id);
    if (account === undefined) return { seq, statement: undefined };
    const { above, below } = this.#rangeOf({ fromMs, toMs }, seq);
    const fits = (tx: StoredTx): boolean => entryOf(tx, id) !== undefined;
    const page = this.#history.oldestFirst(account, { above: Math.max(above, after), below, limit, fits });
    const statement = {
      account: id,
      ledger: account.ledger.id,
      asset: account.ledger.asset,
      opening: this.#balances.at(account, above).balance,
      closing: this.#balances.at(account, Math.max(above, below - 1)).balance,
      entries: page.txs.flatMap((tx) => entryOf(tx, id) ?? []),
      next: page.next,
    };
    return { seq, statement };
  }

  transactions(books: Books, query: TransactionsQuery): TransactionsPage {
    const { seq } = books.place;
    const { above, below } = this.#rangeOf(query.period, seq);
    const after = Math.max(above, query.after);
    const last = Math.max(after, Math.min(below, query.before ?? Infinity) - 1);
    const txs: string[] = [];
    let [chars, scanned, at] = [0, 0, after];
    for (const tx of this.#txs.between(after, last)) {
      const isFull =
        txs.length === query.limit || (txs.length > 0 && chars + tx.record.length > limits.pageChars);
      if (isFull || scanned > limits.transactionsScanChars) return { seq, last, txs, next: at };
      at = tx.seq;
      scanned += tx.record.length;
      if (query.ledger !== undefined && ledgerOf(tx) !== query.ledger) continue;
      txs.push(tx.record);
      chars += tx.record.length;
    }
    return { seq, last: last > after ? last : 0, txs, next: null };
  }

  holds(books: Books, query: HoldsQuery): HoldsPage {
    return openHolds(books, this.#txs, query);
  }

  /** The seqs, both exclusive, between which a period lies. */
  #rangeOf({ fromMs, toMs }: Period, seq: number): { readonly above: number; readonly below: number } {
    return {
      above: fromMs === undefined ? 0 : this.#times.before(fromMs, seq),
      below: toMs === undefined ? seq + 1 : this.#times.before(toMs, seq) + 1,
    };
  }

  trial(books: Books, ledgerId: string | undefined): TrialPage {
    const ledgers = ledgerId === undefined ? [...books.ledgers.values()] : [books.ledgers.get(ledgerId)];
    const trials = ledgers.flatMap((ledger) => (ledger === undefined ? [] : trialOf(ledger)));
    return { seq: books.place.seq, ledgers: trials.sort((a, b) => (a.ledger < b.ledger ? -1 : 1)) };
  }
}

function loadedAccount({ id, ledger, ...account }: BookAccount): LoadedAccount {
  const { balance, held, version, frozen, closed, rules, spent, spentDay } = account;
  const { id: ledgerId, asset, scale } = ledger;
  const standing = { frozen, closed, rules, spent, spentDay };
  return { account: id, ledger: ledgerId, asset, scale, balance, held, version, ...standing };
}

function trialOf(ledger: BookLedger): LedgerTrial {
  const { id, asset, scale, deposited, withdrawn, transactions } = ledger;
  let [sum, held, accounts] = [0n, 0n, 0];
  for (const account of ledger.accounts) {
    sum += account.balance;
    held += account.held;
    if (!isSystemAccount(account.id)) accounts += 1;
  }
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
