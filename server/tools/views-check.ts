import { existsSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { DataError } from '../data-error.ts';
import { explained } from '../sqlite-errors.ts';
import type { Books } from '../views/books.ts';
import type { TakePosted } from '../views/commit-poster.ts';
import { readBooks } from '../views/read-books.ts';
import { lineOf, type StoredTx, TxRows } from '../views/tx-rows.ts';
import { checkTables, openViewsFileToRead, ViewsDamage, viewsFormat } from '../views/views-file.ts';
import { bookDifferences, tableDifferences } from './compare-views.ts';
import type { Replay } from './replay.ts';

/** Why there are no views to compare, in words that follow the file's name. Nothing is wrong with that. */
export interface NoViews {
  readonly absent: string;
}

/** Views as they stood when they were opened, to be compared with a replay that goes through their commit. */
export class ViewsCheck implements Disposable {
  readonly books: Books;
  /** What was found to be wrong. */
  readonly problems: DataError[] = [];
  readonly #file: string;
  readonly #db: Database.Database;
  readonly #txs: Iterator<StoredTx>;
  /** Whether a transaction was found to be wrong; those behind it are not looked at. */
  #isTxWrong = false;

  /** Throws {@link DataError} where they cannot be read. */
  static open(file: string): ViewsCheck | NoViews {
    if (!existsSync(file)) return { absent: 'is missing' };
    let db: Database.Database | undefined;
    try {
      db = openViewsFileToRead(file);
      const format = formatOf(db);
      if (format !== undefined && format !== viewsFormat) {
        db.close();
        return { absent: `has format ${format}, this version reads format ${viewsFormat}` };
      }
      checkTables(db);
      return new ViewsCheck(file, db, readBooks(db));
    } catch (error) {
      db?.close();
      throw damage(file, error);
    }
  }

  private constructor(file: string, db: Database.Database, books: Books) {
    this.#file = file;
    this.#db = db;
    this.books = books;
    this.#txs = new TxRows(db).between(0, books.place.seq);
  }

  /** Compares the next transaction. */
  readonly take: TakePosted = ({ seq }, entries, record) => {
    if (this.#isTxWrong) return;
    this.#note(() => {
      const next = this.#txs.next();
      if (!next.done && `${next.value.links} ${next.value.record}` === lineOf(entries, record)) return;
      throw new ViewsDamage(`transaction ${seq} is not what the journal has`);
    });
    this.#isTxWrong = this.problems.length > 0;
  };

  /** Compares all the rest, once the replay has come to their commit. */
  compare(replay: Replay): void {
    for (const wrong of bookDifferences(replay.books, this.books)) this.#wrong(wrong);
    this.#note(() => {
      for (const wrong of tableDifferences(replay.db, this.#db)) this.#wrong(wrong);
    });
    this.#note(() => {
      const { seq } = this.books.place;
      const more = this.#db
        .prepare<[number], number>('SELECT first FROM txs WHERE first > ?')
        .pluck()
        .get(seq);
      if (more !== undefined) throw new ViewsDamage(`there is a transaction ${more} behind the last`);
    });
  }

  [Symbol.dispose](): void {
    this.#txs.return?.();
    this.#db.close();
  }

  #wrong(wrong: string): void {
    this.problems.push(new DataError(this.#file, wrong, cure(this.#file)));
  }

  #note(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.problems.push(damage(this.#file, error));
    }
  }
}

/** The format that views say they have; `undefined` where they do not say. */
function formatOf(db: Database.Database): unknown {
  const isThere = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'place'").get() !== undefined;
  return isThere ? db.prepare<[], unknown>('SELECT format FROM place').pluck().get() : undefined;
}

function cure(file: string): string {
  return `Stop the hub, delete ${file} and what begins with that name, and start the hub: it makes the views anew from the journal.`;
}

/** What reading damaged views has thrown, in words: rows that have suffered can make any reader stumble. */
function damage(file: string, error: unknown): DataError {
  const told = explained(file, error);
  if (told instanceof DataError) return new DataError(file, told.wrong, cure(file), { cause: error });
  const reason = error instanceof Error ? error.message : String(error);
  return new DataError(file, `is damaged: ${reason}`, cure(file), { cause: error });
}
