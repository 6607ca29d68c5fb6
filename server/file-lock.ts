import Database from 'better-sqlite3';
import { DataError } from './data-error.ts';
import { explained, primaryCode } from './sqlite-errors.ts';

/**
 * A lock between processes that ends with its holder, however that ends: SQLite holds it as a lock of the operating
 * system for as long as the transaction is open. The file stays, and means nothing by itself.
 */
export class FileLock implements Disposable {
  readonly #database: Database.Database;

  private constructor(database: Database.Database) {
    this.#database = database;
  }

  /**
   * Waits up to `waitMs`, and stands still meanwhile. Throws what `held` makes where another process has it for
   * longer, and {@link DataError} for a file that cannot be one.
   */
  static take(file: string, held: (cause: unknown) => DataError, waitMs = 0): FileLock {
    let database: Database.Database | undefined;
    try {
      database = new Database(file, { timeout: waitMs });
      database.exec('BEGIN EXCLUSIVE');
      return new FileLock(database);
    } catch (error) {
      database?.close();
      switch (primaryCode(error)) {
        case 'SQLITE_BUSY':
          throw held(error);
        case 'SQLITE_NOTADB':
          throw new DataError(file, 'is not the lock of a hub', 'Delete it.', { cause: error });
        default:
          throw explained(file, error);
      }
    }
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
