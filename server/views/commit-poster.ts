import type Database from 'better-sqlite3';
import { parseMoney } from '../../shared/money.ts';
import { DataError } from '../data-error.ts';
import type { Commit } from '../journal/journal.ts';
import { aheadMark, keyStanding } from '../ledger/key-order.ts';
import type { Books } from './books.ts';
import { Misfit, type PostedEntry, post } from './post.ts';
import { readRecord, type ViewedRecord, type ViewedTransaction } from './read-record.ts';
import { RecentTime } from './recent-time.ts';
import { Sequels } from './sequels.ts';
import { entriesPerWaypoint, ViewsWriter } from './views-writer.ts';

/** Takes a transaction once it is posted, with its places in histories. */
export type TakePosted = (tx: ViewedTransaction, entries: readonly PostedEntry[], record: string) => void;

/**
 * Enters commits of the journal in the books, and writes to the tables of views what was decided under each
 * key, refusals, sequels and waypoints. What becomes of a transaction itself is `take`'s business.
 */
export class CommitPoster {
  readonly #writer: ViewsWriter;
  readonly #sequels: Sequels;
  readonly #journalFile: string;
  readonly #take: TakePosted;
  readonly #times = new RecentTime();

  constructor(db: Database.Database, journalFile: string, take: TakePosted) {
    this.#writer = new ViewsWriter(db);
    this.#sequels = new Sequels(db);
    this.#journalFile = journalFile;
    this.#take = take;
  }

  /**
   * Enters the commit that comes next. Throws {@link DataError} where it breaks an invariant, or what SQLite
   * throws; then the books are in no state to go on from.
   */
  enter(books: Books, commit: Commit): void {
    try {
      this.#enter(books, commit);
    } catch (error) {
      throw error instanceof Misfit ? this.#broken(commit, error) : error;
    }
  }

  #enter(books: Books, { number, count, hash, atMs, records }: Commit): void {
    const { place } = books;
    if (number !== place.number + 1) throw new Misfit(`it comes after commit ${place.number}`);
    let { seq } = place;
    for (const record of records.split('\n')) {
      const read = readWhole(record);
      if (read.refused) {
        this.#refusal(books, read, record);
        continue;
      }
      seq += 1;
      if (read.tx.seq !== seq) throw new Misfit(`it has seq ${read.tx.seq} in place of ${seq}`);
      this.#transaction(books, read.tx, record);
    }
    if (seq !== place.seq + count) throw new Misfit(`it does not have ${count} transactions`);
    books.place = { epoch: place.epoch, number, seq, hash, atMs };
  }

  #refusal(books: Books, { key, by, at }: Extract<ViewedRecord, { refused: true }>, record: string): void {
    books.refusals += 1;
    this.#writer.refusal(books.refusals, record);
    this.#key(books, key, by, at, -books.refusals);
  }

  #transaction(books: Books, tx: ViewedTransaction, record: string): void {
    const entries = post(books, tx, this.#times.msOf(tx.at));
    for (const { account } of entries) {
      if (account.entries % entriesPerWaypoint === 0) this.#writer.waypoint(account);
    }
    this.#sequel(books, tx);
    this.#key(books, tx.key, tx.by, tx.at, tx.seq);
    this.#take(tx, entries, record);
  }

  /** Writes down what a transaction has made of an earlier one. */
  #sequel(books: Books, { seq, hold, reverses, amount, ledger, kind }: ViewedTransaction): void {
    if (hold !== undefined) this.#sequels.add({ tx: hold, by: seq, reversed: 0n });
    if (kind !== 'reverse' || reverses === undefined) return;
    const scale = books.ledgers.get(ledger)?.scale ?? 0;
    const before = this.#sequels.find(reverses)?.reversed ?? 0n;
    const reversed = before + (parseMoney(amount ?? '0', scale) ?? 0n);
    this.#sequels.add({ tx: reverses, by: seq, reversed });
  }

  #key(books: Books, key: string, by: string, at: string, decided: number): void {
    if (!this.#writer.outcome(key, by, decided)) throw new Misfit(`it decides ${key} of ${by} again`);
    const standing = keyStanding(key, this.#times.msOf(at));
    if (standing === 'ordered' && key > books.floor) books.floor = key;
    if (standing === 'ahead') books.ahead += this.#writer.mark(aheadMark(by, key));
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
