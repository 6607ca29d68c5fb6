import type Database from 'better-sqlite3';
import type { Commit } from '../journal/journal.ts';
import { keySecond } from '../ledger/key-order.ts';
import type { Books } from './books.ts';
import { CommitPoster } from './commit-poster.ts';
import { readBooks } from './read-books.ts';
import { TxRowFiller } from './tx-row-filler.ts';
import { ViewsWriter } from './views-writer.ts';

/**
 * Transactions after which the ledgers and accounts are written to the file. A start reads again what came
 * since, which takes it up to a second.
 */
const seqsPerWriting = 262_144;

/** Brings the views forward along the journal, some commits in one transaction. */
export class Projector {
  readonly #db: Database.Database;
  readonly #writer: ViewsWriter;
  readonly #inTransaction: Database.Transaction<(commits: readonly Commit[]) => void>;
  readonly #rows: TxRowFiller;
  #books: Books;

  constructor(db: Database.Database, books: Books, journalFile: string) {
    this.#db = db;
    this.#books = books;
    this.#writer = new ViewsWriter(db);
    this.#rows = new TxRowFiller(this.#writer);
    const poster = new CommitPoster(db, journalFile, ({ seq }, entries, record) =>
      this.#rows.add(seq, entries, record),
    );
    this.#inTransaction = db.transaction((commits) => {
      this.#rows.clear();
      for (const commit of commits) poster.enter(this.#books, commit);
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

  #flush(): void {
    this.#rows.write();
    this.#books.ahead -= this.#writer.dropMarksBelow(keySecond(this.#books.floor));
    if (this.#books.place.seq - this.#books.written.seq >= seqsPerWriting) this.#writer.books(this.#books);
    this.#writer.place(this.#books);
  }
}
