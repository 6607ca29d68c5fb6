import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { DataError } from './data-error.ts';

/** What SQLite's error codes mean for whoever has to cure the file. */

export const restoreCure = 'Restore it from a backup, together with the -wal file beside it';

interface Trouble {
  readonly wrong: string;
  readonly cure: string;
}
const cannotOpen = {
  wrong: 'cannot be opened to read and write',
  cure: 'Let the user that runs the hub read and write it and its folder',
};
const unknownTrouble = { wrong: 'cannot be used', cure: restoreCure };
const troubles: Readonly<Record<string, Trouble>> = {
  SQLITE_NOTADB: { wrong: 'is not a SQLite database', cure: restoreCure },
  SQLITE_CORRUPT: { wrong: 'is damaged', cure: restoreCure },
  SQLITE_ERROR: { wrong: 'does not hold the tables that it should', cure: restoreCure },
  SQLITE_CANTOPEN: cannotOpen,
  SQLITE_READONLY: {
    wrong: 'cannot be written',
    cure: 'Let the user that runs the hub write it and its folder',
  },
  SQLITE_BUSY: { wrong: 'is in use by another program', cure: 'Stop that program' },
  SQLITE_FULL: { wrong: 'cannot grow, the disk is full', cure: 'Free some space' },
  SQLITE_IOERR: { wrong: 'cannot be read or written', cure: 'See to the disk that it is on' },
};

/** The primary code of an error from SQLite, such as `SQLITE_IOERR` for `SQLITE_IOERR_FSYNC`. */
export function primaryCode(error: unknown): string | undefined {
  return error instanceof Database.SqliteError ? /^SQLITE_[A-Z]+/.exec(error.code)?.[0] : undefined;
}

/** An error of SQLite or of the file system as one that names the file and the cure; any other as it is. */
export function explained(file: string, error: unknown): unknown {
  if (error instanceof Database.SqliteError) {
    const { wrong, cure } = troubles[primaryCode(error) ?? ''] ?? unknownTrouble;
    return new DataError(file, `${wrong} (${error.code}: ${error.message})`, `${cure}.`, { cause: error });
  }
  if (error instanceof Error && 'syscall' in error) {
    return new DataError(file, `${cannotOpen.wrong} (${error.message})`, `${cannotOpen.cure}.`, {
      cause: error,
    });
  }
  return error;
}

/**
 * Throws {@link DataError} where a database may not be written. To be asked before it is opened: SQLite opens
 * it all the same, for reading, and leaves files beside it that may not be written either.
 */
export function checkWritable(file: string): void {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    accessSync(dirname(file), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw explained(file, error);
  }
}
