import type Database from 'better-sqlite3';
import { parseMoney } from '../../shared/money.ts';
import { DataError } from '../data-error.ts';
import type { Commit } from '../journal/journal.ts';
import { aheadMark, keySecond, keyStanding } from '../ledger/key-order.ts';
import type { Books } from './books.ts';
import { Misfit, post } from './post.ts';
import { readBooks } from './read-books.ts';
import { readRecord, type ViewedRecord, type ViewedTransaction } from './read-record.ts';
import { RecentTime } from './recent-time.ts';
import { Sequels } from './sequels.ts';
import { TxRowFiller } from './tx-row-filler.ts';
import { entriesPerWaypoint, ViewsWriter } from './views-writer.ts';

/**
 * Transactions after which the ledgers and accounts are written to the file. A start reads again what came
 * since, which takes it up to a second.
 */
const seqsPerWriting = 262_144;

/** Brings the views forward along the journal, some commits in one transaction. */
export class Projector {
  readonly #db: Database.Database;
  readonly #writer: ViewsWriter;
  readonly #journalFile: string;
  readonly #inTransaction: Database.Transaction<(commits: readonly Commit[]) => void>;
  readonly #rows: TxRowFiller;
  readonly #sequels: Sequels;
  readonly #times = new RecentTime();
  #books: Books;

  constructor(db: Database.Database, books: Books, journalFile: string) {
    this.#db = db;
    this.#books = books;
    this.#journalFile = journalFile;
    this.#writer = new ViewsWriter(db);
    this.#rows = new TxRowFiller(this.#writer);
    this.#sequels = new Sequels(db);
    this.#inTransaction = db.transaction((commits) => {
      this.#rows.clear();
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
    this.#books = readBooks(this.#db);
  }

  /** Writes the books whole, so that the next start has nothing to read again. */
  close(): void {
    if (this.#books.written.seq === this.#books.place.seq) return;
    this.#db.transaction(() => {
      this.#writer.books(this.#books);
      this.#writer.place(this.#books);
    })();
  }

  #commit(commit: Commit): void {
    try {
      this.#enter(commit);
    } catch (error) {
      throw error instanceof Misfit ? this.#broken(commit, error) : error;
    }
  }

  #enter({ number, count, hash, atMs, records }: Commit): void {
    const { place } = this.#books;
    if (number !== place.number + 1) throw new Misfit(`it comes after commit ${place.number}`);
    let { seq } = place;
    for (const record of records.split('\n')) {
      const read = readWhole(record);
      if (read.refused) {
        this.#refusal(read, record);
        continue;
      }
      seq += 1;
      if (read.tx.seq !== seq) throw new Misfit(`it has seq ${read.tx.seq} in place of ${seq}`);
      this.#transaction(read.tx, record);
    }
    if (seq !== place.seq + count) throw new Misfit(`it does not have ${count} transactions`);
    this.#books.place = { epoch: place.epoch, number, seq, hash, atMs };
  }

  #refusal({ key, by, at }: Extract<ViewedRecord, { refused: true }>, record: string): void {
    this.#books.refusals += 1;
    this.#writer.refusal(this.#books.refusals, record);
    this.#key(key, by, at, -this.#books.refusals);
  }

  #transaction(tx: ViewedTransaction, record: string): void {
    const entries = post(this.#books, tx, this.#times.msOf(tx.at));
    for (const { account } of entries) {
      if (account.entries % entriesPerWaypoint === 0) this.#writer.waypoint(account);
    }
    this.#rows.add(tx.seq, entries, record);
    this.#sequel(tx);
    this.#key(tx.key, tx.by, tx.at, tx.seq);
  }

  /** Writes down what a transaction has made of an earlier one. */
  #sequel({ seq, hold, reverses, amount, ledger, kind }: ViewedTransaction): void {
    if (hold !== undefined) this.#sequels.add({ tx: hold, by: seq, reversed: 0n });
    if (kind !== 'reverse' || reverses === undefined) return;
    const scale = this.#books.ledgers.get(ledger)?.scale ?? 0;
    const before = this.#sequels.find(reverses)?.reversed ?? 0n;
    const reversed = before + (parseMoney(amount ?? '0', scale) ?? 0n);
    this.#sequels.add({ tx: reverses, by: seq, reversed });
  }

  #key(key: string, by: string, at: string, decided: number): void {
    if (!this.#writer.outcome(key, by, decided)) throw new Misfit(`it decides ${key} of ${by} again`);
    const standing = keyStanding(key, this.#times.msOf(at));
    if (standing === 'ordered' && key > this.#books.floor) this.#books.floor = key;
    if (standing === 'ahead') this.#books.ahead += this.#writer.mark(aheadMark(by, key));
  }

  #flush(): void {
    this.#rows.write();
    this.#books.ahead -= this.#writer.dropMarksBelow(keySecond(this.#books.floor));
    if (this.#books.place.seq - this.#books.written.seq >= seqsPerWriting) this.#writer.books(this.#books);
    this.#writer.place(this.#books);
  }

  #broken({ number }: Commit, misfit: Misfit): DataError {
    return new DataError(
      this.#journalFile,
      `breaks an invariant in commit ${number}: ${misfit.message}`,
      'Restore it from a backup, and report this.',
      { cause: misfit },
    );
  }
}

function readWhole(record: string): ViewedRecord {
  try {
    return readRecord(record);
  } catch (cause) {
    throw new Misfit('it has a record that this version cannot read', { cause });
  }
}
