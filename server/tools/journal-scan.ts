import type Database from 'better-sqlite3';
import { DataError } from '../data-error.ts';
import { genesis } from '../journal/chain.ts';
import { CommitRows } from '../journal/commit-rows.ts';
import type { Commit, Head } from '../journal/journal.ts';
import { type JournalMeta, openJournalFileToRead, readMeta } from '../journal/journal-file.ts';
import { isRefusal } from '../ledger/record.ts';
import { explained, restoreCure } from '../sqlite-errors.ts';

/** Commits read at once: what that takes of memory is bounded by a commit's size. */
const commitsPerRead = 8;

/** Reads a journal's file from its first commit on, beside a hub that appends to it, and takes nothing for granted. */
export class JournalScan implements Disposable {
  readonly file: string;
  readonly meta: JournalMeta;
  /** Where it ended when it was opened, as the file says; only reading up to there shows that it is right. */
  readonly head: Head;
  readonly #db: Database.Database;
  readonly #rows: CommitRows;
  /** The newest that was asked for by a seq: those who ask for one often ask for its neighbours. */
  #found: Commit | undefined;
  /** The greatest number of the commits that were read and found right. */
  #checkedThrough = 0;

  /** Throws {@link DataError}. */
  constructor(file: string) {
    this.file = file;
    const { db, epoch } = openJournalFileToRead(file);
    this.#db = db;
    try {
      this.meta = readMeta(db, file);
      this.#rows = new CommitRows(db, file, epoch);
      this.head = this.#rows.end();
    } catch (error) {
      db.close();
      throw explained(file, error);
    }
  }

  /** Where its chain begins. */
  get genesis(): Head {
    return genesis(this.meta.epoch);
  }

  /** Reads it whole. Throws {@link DataError} where a commit is not right. */
  checkChain(): void {
    for (const _ of this.commits(0, this.head.number));
  }

  /** Commits above one number and up to another, in order, each checked. Throws {@link DataError}. */
  *commits(after: number, through: number): Generator<Commit> {
    for (let at = after; at < through; ) {
      const read = this.#readSome(at, through);
      this.#checkedThrough = at + read.length;
      yield* read;
      at += read.length;
    }
  }

  /** The next commits. Where one of them is damaged, the first of them alone, until that is the one. */
  #readSome(at: number, through: number): Commit[] {
    try {
      return this.#read(at, Math.min(commitsPerRead, through - at));
    } catch {
      return this.#read(at, 1);
    }
  }

  #read(at: number, limit: number): Commit[] {
    const read = this.#rows.read(at, limit);
    if (read.length > 0) return read;
    throw new DataError(this.file, `is damaged: commit ${at + 1} is missing`, `${restoreCure}.`);
  }

  /** The record of a transaction among the commits that were read; `undefined` where it is not. Throws {@link DataError}. */
  record(seq: number): string | undefined {
    const isFound = this.#found !== undefined && hasSeq(this.#found, seq);
    if (!isFound) this.#found = this.#commitOf(seq);
    if (this.#found === undefined) return undefined;
    const transactions = this.#found.records.split('\n').filter((record) => !isRefusal(record));
    return transactions[seq - this.#found.firstSeq];
  }

  #commitOf(seq: number): Commit | undefined {
    try {
      const number = this.#rows.numberOf(seq, this.#checkedThrough);
      return number === undefined ? undefined : this.#rows.read(number - 1, 1)[0];
    } catch (error) {
      throw explained(this.file, error);
    }
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }
}

function hasSeq({ firstSeq, count }: Commit, seq: number): boolean {
  return seq >= firstSeq && seq < firstSeq + count;
}
