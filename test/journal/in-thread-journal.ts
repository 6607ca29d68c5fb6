import type { Commit, CommitBody, Durability, Head, Journal } from '../../server/journal/journal.ts';
import { openSqliteJournal, type SqliteJournal } from '../../server/journal/sqlite-journal.ts';

/** The SQLite journal without its thread, behind the port. */
export class InThreadJournal implements Journal {
  readonly #journal: SqliteJournal;

  constructor(file: string) {
    this.#journal = openSqliteJournal(file);
  }

  get epoch(): string {
    return this.#journal.epoch;
  }

  get toldEpoch(): string {
    return this.#journal.toldEpoch;
  }

  get head(): Head {
    return this.#journal.head;
  }

  get durability(): Durability {
    return this.#journal.durability;
  }

  get appendMs(): number {
    return this.#journal.appendMs;
  }

  async append(body: CommitBody, expected: Head): Promise<Head> {
    return this.#journal.append(body, expected);
  }

  async read(after: number, limit: number): Promise<Commit[]> {
    return this.#journal.read(after, limit);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#journal.close();
  }
}
