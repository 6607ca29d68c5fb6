import type Database from 'better-sqlite3';
import { DataError } from '../data-error.ts';
import type { Commit } from '../journal/journal.ts';
import { aheadMark, keySecond, keyStanding } from '../ledger/key-order.ts';
import type { BookAccount, BookLedger, Books } from './books.ts';
import { type Posting, post } from './post.ts';
import { readBooks } from './read-books.ts';
import { readRecord, type ViewedRecord, type ViewedTransaction } from './read-record.ts';
import { linksOf } from './tx-rows.ts';
import { ViewsWriter, versionsPerWaypoint } from './views-writer.ts';

/** Brings the views forward along the journal, some commits in one transaction. */
export class Projector {
  readonly #db: Database.Database;
  readonly #writer: ViewsWriter;
  readonly #journalFile: string;
  readonly #inTransaction: Database.Transaction<(commits: readonly Commit[]) => void>;
  #books: Books;
  /** What has changed and is not yet written: each once, however often it changed. */
  #changedAccounts: BookAccount[] = [];
  readonly #changedLedgers = new Set<BookLedger>();

  constructor(db: Database.Database, books: Books, journalFile: string) {
    this.#db = db;
    this.#books = books;
    this.#journalFile = journalFile;
    this.#writer = new ViewsWriter(db);
    this.#inTransaction = db.transaction((commits) => {
      for (const commit of commits) this.#commit(commit);
      this.#flush();
    });
  }

  /** As of the newest commit projected. */
  get books(): Books {
    return this.#books;
  }

  /**
   * Projects the next commits. Throws {@link DataError} where the journal breaks an invariant, or what
   * SQLite throws; then none of them is projected, and `recover` must come before anything else.
   */
  project(commits: readonly Commit[]): void {
    this.#inTransaction.immediate(commits);
  }

  /** Goes back to the books as the file has them. */
  recover(): void {
    this.#changedAccounts = [];
    this.#changedLedgers.clear();
    this.#books = readBooks(this.#db);
  }

  #commit(commit: Commit): void {
    const { place } = this.#books;
    if (commit.number !== place.number + 1) throw this.#broken(commit, `comes after ${place.number}`);
    let { seq } = place;
    for (const record of commit.records.split('\n')) {
      const parsed = this.#read(commit, record);
      if (parsed.refused) {
        this.#refusal(parsed, record);
        continue;
      }
      seq += 1;
      if (parsed.tx.seq !== seq) throw this.#broken(commit, `holds seq ${parsed.tx.seq} in place of ${seq}`);
      this.#transaction(commit, parsed.tx, record);
    }
    if (seq !== place.seq + commit.count)
      throw this.#broken(commit, `does not hold ${commit.count} transactions`);
    const { number, hash, atMs } = commit;
    this.#books.place = { epoch: place.epoch, number, seq, hash, atMs };
  }

  #read(commit: Commit, record: string): ViewedRecord {
    try {
      return readRecord(record);
    } catch (error) {
      throw this.#broken(commit, 'holds a record that this version cannot read', error);
    }
  }

  #refusal({ key, by, at }: Extract<ViewedRecord, { refused: true }>, record: string): void {
    this.#books.refusals += 1;
    this.#writer.refusal(this.#books.refusals, record);
    this.#key(key, by, at, -this.#books.refusals);
  }

  #transaction(commit: Commit, tx: ViewedTransaction, record: string): void {
    const { ledger, made, legs } = this.#post(commit, tx);
    this.#changedLedgers.add(ledger);
    if (made !== undefined) this.#writer.newAccount(made);
    for (const { account } of legs) {
      this.#changed(account);
      if (account.version % versionsPerWaypoint === 0) this.#writer.waypoint(account);
    }
    this.#writer.tx(tx.seq, linksOf(legs), record);
    this.#key(tx.key, tx.by, tx.at, tx.seq);
  }

  #post(commit: Commit, tx: ViewedTransaction): Posting {
    try {
      return post(this.#books, tx);
    } catch (error) {
      throw this.#broken(commit, `holds a transaction ${tx.seq} that does not fit`, error);
    }
  }

  #changed(account: BookAccount): void {
    if (account.isChanged) return;
    account.isChanged = true;
    this.#changedAccounts.push(account);
  }

  #key(key: string, by: string, at: string, decided: number): void {
    this.#writer.outcome(key, by, decided);
    const standing = keyStanding(key, Date.parse(at));
    if (standing === 'ordered' && key > this.#books.floor) this.#books.floor = key;
    if (standing === 'ahead') this.#books.ahead += this.#writer.mark(aheadMark(by, key));
  }

  #flush(): void {
    for (const account of this.#changedAccounts) {
      this.#writer.account(account);
      account.isChanged = false;
    }
    for (const ledger of this.#changedLedgers) this.#writer.ledger(ledger);
    this.#changedAccounts = [];
    this.#changedLedgers.clear();
    this.#books.ahead -= this.#writer.dropMarksBelow(keySecond(this.#books.floor));
    this.#writer.place(this.#books);
  }

  #broken(commit: Commit, wrong: string, cause?: unknown): DataError {
    const reason = cause instanceof Error ? ` (${cause.message})` : '';
    return new DataError(
      this.#journalFile,
      `breaks an invariant: commit ${commit.number} ${wrong}${reason}`,
      'Restore it from a backup, and report this.',
      { cause },
    );
  }
}
