import type Database from 'better-sqlite3';
import { markSecond } from '../ledger/key-order.ts';
import type { BookAccount, BookHold, BookLedger, Books } from './books.ts';
import { type Cell, rowCheck } from './row-check.ts';
import { viewsFormat } from './views-file.ts';

/** Entries of an account's history from one waypoint to the next. */
export const entriesPerWaypoint = 64;

/** Writes the rows of the views, each with its check where nothing else shows that it is right. To be used inside a transaction. */
export class ViewsWriter {
  readonly #deletePlace: Database.Statement<[]>;
  readonly #insertPlace: Database.Statement<Cell[]>;
  readonly #replaceLedger: Database.Statement<Cell[]>;
  readonly #insertAccount: Database.Statement<Cell[]>;
  readonly #updateAccount: Database.Statement<Cell[]>;
  readonly #insertHold: Database.Statement<Cell[]>;
  readonly #deleteHold: Database.Statement<[number]>;
  readonly #insertTxs: Database.Statement<[number, number, string]>;
  readonly #insertWaypoint: Database.Statement<[number, number]>;
  readonly #insertOutcome: Database.Statement<[string, string, number]>;
  readonly #insertRefusal: Database.Statement<[number, number, string]>;
  readonly #insertMark: Database.Statement<[number, string, number]>;
  readonly #deleteMarks: Database.Statement<[number]>;

  constructor(db: Database.Database) {
    this.#deletePlace = db.prepare('DELETE FROM place');
    this.#insertPlace = db.prepare(`INSERT INTO place VALUES (${blanks(14)})`);
    this.#replaceLedger = db.prepare(`REPLACE INTO ledgers VALUES (${blanks(9)})`);
    this.#insertAccount = db.prepare(`INSERT INTO accounts VALUES (${blanks(15)})`);
    this.#updateAccount = db.prepare(
      `UPDATE accounts SET balance = ?, held = ?, version = ?, frozen = ?, closed = ?, rules = ?, spent = ?,
       spent_day = ?, entries = ?, last_seq = ?, last_leg_seq = ?, crc = ? WHERE handle = ?`,
    );
    this.#insertHold = db.prepare(`INSERT INTO holds VALUES (${blanks(7)})`);
    this.#deleteHold = db.prepare('DELETE FROM holds WHERE seq = ?');
    this.#insertTxs = db.prepare(`INSERT INTO txs VALUES (${blanks(3)})`);
    this.#insertWaypoint = db.prepare(`INSERT INTO waypoints VALUES (${blanks(2)})`);
    this.#insertOutcome = db.prepare(`INSERT OR IGNORE INTO outcomes VALUES (${blanks(3)})`);
    this.#insertRefusal = db.prepare(`INSERT INTO refusals VALUES (${blanks(3)})`);
    this.#insertMark = db.prepare(`INSERT OR IGNORE INTO ahead VALUES (${blanks(3)})`);
    this.#deleteMarks = db.prepare('DELETE FROM ahead WHERE second < ?');
  }

  place({ place, floor, ahead, refusals, written }: Books): void {
    const { epoch, number, seq, hash, atMs } = place;
    const where = [viewsFormat, epoch, number, seq, hash, atMs, floor, ahead, refusals];
    const cells = [...where, written.seq, written.ledgers, written.accounts, written.holds];
    this.#deletePlace.run();
    this.#insertPlace.run(...cells, rowCheck(...cells));
  }

  /** Brings the ledgers, accounts and open holds of the file up to date; the place tells of it when it is written. */
  books(books: Books): void {
    for (const ledger of books.ledgers.values()) this.#ledger(ledger);
    for (const account of books.changed) {
      if (account.handle > books.written.accounts) this.#newAccount(account);
      else this.#account(account);
      account.isChanged = false;
    }
    books.changed = [];
    for (const seq of books.settled) this.#deleteHold.run(seq);
    books.settled = [];
    for (const hold of books.holds.values()) if (hold.seq > books.written.seq) this.#hold(hold);
    books.written = {
      seq: books.place.seq,
      ledgers: books.ledgers.size,
      accounts: books.accounts.size,
      holds: books.holds.size,
    };
  }

  /** Transactions from the seq `first` on, as `tx-rows.ts` joins them. */
  txs(first: number, content: string): void {
    this.#insertTxs.run(first, rowCheck(first, content), content);
  }

  waypoint({ handle, lastSeq }: BookAccount): void {
    this.#insertWaypoint.run(handle, lastSeq);
  }

  /** Whether the key was free: what was decided under it stays. */
  outcome(key: string, by: string, decided: number): boolean {
    return this.#insertOutcome.run(key, by, decided).changes === 1;
  }

  refusal(number: number, record: string): void {
    this.#insertRefusal.run(number, rowCheck(number, record), record);
  }

  /** How many marks that adds: none where it is there already. */
  mark(mark: string): number {
    const second = markSecond(mark);
    return this.#insertMark.run(second, mark, rowCheck(second, mark)).changes;
  }

  /** How many marks that takes away. */
  dropMarksBelow(second: number): number {
    return this.#deleteMarks.run(second).changes;
  }

  #ledger(ledger: BookLedger): void {
    const { handle, id, asset, scale, rules, deposited, withdrawn, transactions } = ledger;
    const cells = [handle, id, asset, scale, rules, `${deposited}`, `${withdrawn}`, transactions];
    this.#replaceLedger.run(...cells, rowCheck(...cells));
  }

  #newAccount(account: BookAccount): void {
    const cells = accountCells(account);
    this.#insertAccount.run(...cells, rowCheck(...cells));
  }

  #account(account: BookAccount): void {
    const cells = accountCells(account);
    this.#updateAccount.run(...cells.slice(3), rowCheck(...cells), account.handle);
  }

  #hold({ seq, from, to, amount, expiresMs, day }: BookHold): void {
    const cells = [seq, from.handle, to.handle, `${amount}`, expiresMs, day];
    this.#insertHold.run(...cells, rowCheck(...cells));
  }
}

/** As they stand in the row: what never changes first. */
function accountCells(account: BookAccount): Cell[] {
  const { handle, id, ledger, balance, held, version, frozen = '', closed } = account;
  const { rules, spent, spentDay, entries, lastSeq, lastLegSeq } = account;
  const standing = [frozen, closed ? 1 : 0, rules, `${spent}`, spentDay];
  return [handle, id, ledger.handle, balance, `${held}`, version, ...standing, entries, lastSeq, lastLegSeq];
}

function blanks(count: number): string {
  return Array<string>(count).fill('?').join(', ');
}
