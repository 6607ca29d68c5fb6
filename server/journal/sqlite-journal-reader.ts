import { CommitRows } from './commit-rows.ts';
import type { Commit, JournalReader } from './journal.ts';
import { type JournalFile, openJournalFileToRead } from './journal-file.ts';

/** Reads a journal's SQLite file beside the connection that appends to it. Throws {@link DataError}. */
export class SqliteJournalReader implements JournalReader {
  readonly epoch: string;
  readonly #opened: JournalFile;
  readonly #rows: CommitRows;

  constructor(file: string) {
    this.#opened = openJournalFileToRead(file);
    this.epoch = this.#opened.epoch;
    this.#rows = new CommitRows(this.#opened.db, file, this.epoch);
  }

  async read(after: number, limit: number): Promise<Commit[]> {
    return this.#rows.read(after, limit);
  }

  close(): void {
    this.#opened.db.close();
  }
}
