import Database from 'better-sqlite3';
import { JournalError } from '../journal-error.ts';
import { explained, primaryCode } from '../sqlite-errors.ts';
import { chain, headOf, sameHead } from './chain.ts';
import { CommitInserter, CommitRows, type End } from './commit-rows.ts';
import type { Commit, CommitBody, Head } from './journal.ts';
import { type JournalFile, openJournalFile } from './journal-file.ts';

/** Failures of SQLite that leave a transaction undone. */
const cleanFailures = new Set(['SQLITE_FULL', 'SQLITE_BUSY', 'SQLITE_TOOBIG']);

const pageBytes = 4096;
/**
 * Pages of the write-ahead log after which it is moved into the file. More of them save little and make
 * the commit that comes meanwhile wait longer: 20 ms with 1,000 pages, 120 ms with 16,000.
 */
const checkpointPages = 1_000;

/** Opens a journal, and makes it where there is none. Throws {@link DataError} where it may not be used. */
export function openSqliteJournal(file: string): SqliteJournal {
  const opened = openJournalFile(file);
  try {
    return new SqliteJournal(file, opened);
  } catch (error) {
    opened.db.close();
    throw explained(file, error);
  }
}

/** The journal in a SQLite file, one row a commit. Synchronous: every call waits for the disk. */
export class SqliteJournal {
  readonly epoch: string;
  readonly toldEpoch: string;
  /** As {@link openJournalFile} has seen to. */
  readonly durability = { journal: 'sqlite', synchronous: 'FULL' };
  readonly #file: string;
  readonly #db: Database.Database;
  readonly #rows: CommitRows;
  readonly #inserter: CommitInserter;
  readonly #write: Database.Transaction<(body: CommitBody, expected: Head) => End>;
  #end: End;
  #broken: JournalError | undefined;
  #pagesInLog = 0;
  #appendMs = 0;

  constructor(file: string, { db, epoch, toldEpoch }: JournalFile) {
    this.#file = file;
    this.#db = db;
    this.epoch = epoch;
    this.toldEpoch = toldEpoch;
    this.#rows = new CommitRows(db, file, epoch);
    this.#inserter = new CommitInserter(db);
    this.#write = db.transaction((body, expected) => this.#appendRow(body, expected));
    this.#end = this.#rows.end();
    if (this.#end.number > 0) this.#rows.read(this.#end.number - 1, 1);
  }

  /** Where the journal ends, as far as this connection has seen; a `conflict` makes it see all. */
  get head(): Head {
    const { number, seq, hash } = this.#end;
    return { number, seq, hash };
  }

  /** See {@link Journal.appendMs}. */
  get appendMs(): number {
    return this.#appendMs;
  }

  /** See {@link Journal.append}. */
  append(body: CommitBody, expected: Head): Head {
    if (this.#broken !== undefined) throw this.#broken;
    const beganMs = performance.now();
    try {
      this.#end = this.#write.immediate(body, expected);
    } catch (error) {
      throw error instanceof Database.SqliteError ? this.#failed(error) : error;
    }
    this.#appendMs = performance.now() - beganMs;
    this.#pagesInLog += 1 + Math.ceil(body.records.length / pageBytes);
    return this.head;
  }

  /** See {@link Journal.read}. */
  read(after: number, limit: number): Commit[] {
    if (this.#broken !== undefined) throw this.#broken;
    try {
      return this.#rows.read(after, limit);
    } catch (error) {
      throw this.#break(error);
    }
  }

  /**
   * Moves the write-ahead log into the file once it has grown: to be called where nobody waits for a
   * commit. Throws where the disk fails. A full disk is no failure, for the log has everything.
   */
  checkpoint(): void {
    if (this.#pagesInLog < checkpointPages || this.#broken !== undefined) return;
    this.#pagesInLog = 0;
    try {
      this.#db.pragma('wal_checkpoint(PASSIVE)');
    } catch (error) {
      if (primaryCode(error) !== 'SQLITE_FULL') throw this.#break(error);
    }
  }

  close(): void {
    this.#db.close();
  }

  #appendRow(body: CommitBody, expected: Head): End {
    this.#end = this.#rows.end();
    if (!sameHead(this.#end, expected)) {
      throw new JournalError('conflict', `${this.#file}: ends with commit ${this.#end.number}`);
    }
    const commit = chain(body, this.#end, this.#end.atMs);
    this.#inserter.insert(commit, this.#end.hash);
    return { ...headOf(commit), atMs: commit.atMs };
  }

  #failed(error: unknown): JournalError {
    const clean = cleanFailures.has(primaryCode(error) ?? '') && this.#isUnchanged();
    return clean ? this.#journalError('refused', error) : this.#break(error);
  }

  /** Whether a failed append has left the file as it was. */
  #isUnchanged(): boolean {
    try {
      return !this.#db.inTransaction && sameHead(this.#rows.end(), this.#end);
    } catch {
      return false;
    }
  }

  #break(error: unknown): JournalError {
    this.#broken = this.#journalError('broken', error);
    return this.#broken;
  }

  #journalError(failure: 'refused' | 'broken', error: unknown): JournalError {
    const cause = explained(this.#file, error);
    return new JournalError(failure, cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
