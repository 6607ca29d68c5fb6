import type Database from 'better-sqlite3';
import { keySecond } from '../ledger/key-order.ts';
import { type Books, emptyBooks } from '../views/books.ts';
import { CommitPoster, type TakePosted } from '../views/commit-poster.ts';
import { makeScratchViews } from '../views/views-file.ts';
import { ViewsWriter } from '../views/views-writer.ts';
import type { JournalScan } from './journal-scan.ts';
import { RecordCheck } from './record-check.ts';

/** Transactions from one sign of progress to the next. */
const seqsPerProgress = 20_000;

/** A sign of progress: seqs done, of how many. */
export type OnProgress = (done: number, total: number) => void;

/**
 * Does all that a journal says once more, from its first commit on. Memory holds ledgers, accounts and open
 * holds; keys, refusals and sequels are in a temporary file, about 100 bytes a transaction.
 */
export class Replay implements Disposable {
  /** As of the newest commit that was replayed whole. */
  readonly books: Books;
  /** The tables of views, but for transactions, ledgers, accounts and open holds. */
  readonly db: Database.Database;
  readonly #scan: JournalScan;
  readonly #writer: ViewsWriter;
  readonly #poster: CommitPoster;
  /** Takes each transaction that is right. */
  take: TakePosted = () => {};

  constructor(scan: JournalScan) {
    this.#scan = scan;
    this.books = emptyBooks({ ...scan.genesis, epoch: scan.meta.epoch, atMs: 0 });
    this.db = makeScratchViews();
    this.#writer = new ViewsWriter(this.db);
    const records = new RecordCheck(scan, this.db);
    this.#poster = new CommitPoster(this.db, scan.file, (tx, entries, record) => {
      records.check(tx, record);
      this.take(tx, entries, record);
    });
  }

  /** Goes on through a commit. Throws {@link DataError} where the journal is not right; that ends the replay. */
  through(number: number, onProgress: OnProgress): void {
    const { books, db } = this;
    let shown = books.place.seq;
    db.exec('BEGIN');
    for (const commit of this.#scan.commits(books.place.number, number)) {
      this.#poster.enter(books, commit);
      // Nobody goes on from these books, so nobody asks what has changed in them.
      books.changed = [];
      if (books.place.seq - shown < seqsPerProgress) continue;
      shown = books.place.seq;
      onProgress(shown, this.#scan.head.seq);
    }
    books.ahead -= this.#writer.dropMarksBelow(keySecond(books.floor));
    db.exec('COMMIT');
  }

  [Symbol.dispose](): void {
    this.db.close();
  }
}
