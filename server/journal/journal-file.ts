import { randomInt } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { nanoid } from 'nanoid';
import { DataError } from '../data-error.ts';
import { checkWritable, explained, primaryCode, restoreCure } from '../sqlite-errors.ts';
import { genesis } from './chain.ts';

/** The journal's SQLite file: its tables, how it is made, and what has to hold before it is used. */

const format = 1;

/** STRICT, so that a column holds what the types here say. Records come last: a row's head is read without them. */
const tables = `
  CREATE TABLE meta (format INTEGER NOT NULL, epoch TEXT NOT NULL, genesis TEXT NOT NULL, made_at TEXT NOT NULL) STRICT;
  CREATE TABLE commits (
    number INTEGER PRIMARY KEY,
    first_seq INTEGER NOT NULL,
    count INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    records TEXT NOT NULL
  ) STRICT;
`;

/** What a journal says of itself. */
export interface JournalMeta {
  readonly epoch: string;
  /** ISO 8601. */
  readonly madeAt: string;
}

export interface JournalFile {
  readonly db: Database.Database;
  readonly epoch: string;
  /** See {@link Journal.toldEpoch}. */
  readonly toldEpoch: string;
}

/** Opens a journal to append to, and makes it where there is none. Throws {@link DataError}. */
export function openJournalFile(file: string): JournalFile {
  if (!existsSync(file)) make(file);
  checkWritable(file);
  return open(file, {}, (db) => {
    db.pragma('journal_mode = WAL');
    // A connection to an existing WAL file begins with NORMAL, which may lose acknowledged commits.
    db.pragma('synchronous = FULL');
    // Where the system has it, an fsync that reaches through the drive's own cache.
    db.pragma('fullfsync = ON');
    // SqliteJournal.checkpoint does it, where an error does not go unheard.
    db.pragma('wal_autocheckpoint = 0');
    const [mode, synchronous] = [
      db.pragma('journal_mode', { simple: true }),
      db.pragma('synchronous', { simple: true }),
    ];
    if (mode !== 'wal' || synchronous !== 2) {
      throw new DataError(
        file,
        `does not take the mode that makes commits durable (${mode}, ${synchronous})`,
        'Move the data folder to a local disk.',
      );
    }
    emptyLog(db, file);
  });
}

/**
 * Moves what is in the log into the file, where there is no other reader. A hub that was killed has left commits there
 * that can be read and may not be durable; one that stopped because an fsync failed has left commits that no later
 * fsync need write, for the system may take them for written. What is written anew becomes durable with the next
 * fsync. Throws what SQLite or the file system throws, but for a full disk.
 */
function emptyLog(db: Database.Database, file: string): void {
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (primaryCode(error) !== 'SQLITE_FULL') throw error;
  }
  // Or a power cut could bring back a log with less in it than the file now has.
  if (existsSync(`${file}-wal`)) syncFile(`${file}-wal`, 'r+');
}

/** Opens a journal to read from beside the connection that appends. Throws {@link DataError}. */
export function openJournalFileToRead(file: string): JournalFile {
  return open(file, { readonly: true, fileMustExist: true }, () => {});
}

function open(
  file: string,
  options: Database.Options,
  prepare: (db: Database.Database) => void,
): JournalFile {
  let db: Database.Database | undefined;
  try {
    // An empty file is a new database to SQLite, and an empty journal is not what anybody left here.
    if (statSync(file).size === 0) throw new DataError(file, 'is empty', `${restoreCure}.`);
    db = new Database(file, options);
    const { epoch } = readMeta(db, file);
    prepare(db);
    return { db, epoch, toldEpoch: toldEpochOf(db, epoch) };
  } catch (error) {
    db?.close();
    throw explained(file, error);
  }
}

/**
 * Gives a journal that was restored another name for clients, who may have seen what it does not have. The chain keeps
 * its epoch, of which its first hash is made. No hub may run on it. Throws {@link DataError}.
 */
export function nameAnew(file: string): void {
  try {
    const db = new Database(file, { fileMustExist: true });
    try {
      db.pragma('fullfsync = ON');
      db.pragma(`user_version = ${randomInt(1, 2 ** 31)}`);
    } finally {
      db.close();
    }
  } catch (error) {
    throw explained(file, error);
  }
}

/** A number of SQLite's header that is 0 until {@link nameAnew} draws one; a backup of the journal has 0 again. */
function toldEpochOf(db: Database.Database, epoch: string): string {
  const drawn = Number(db.pragma('user_version', { simple: true }));
  return drawn === 0 ? epoch : `${epoch}-${(drawn >>> 0).toString(36)}`;
}

/** Throws {@link DataError} where the file is no journal of this format. */
export function readMeta(db: Database.Database, file: string): JournalMeta {
  const rows = db
    .prepare<[], { format: number; epoch: string; genesis: string; madeAt: string }>(
      'SELECT format, epoch, genesis, made_at AS madeAt FROM meta',
    )
    .all();
  const [meta] = rows;
  if (meta === undefined || rows.length > 1) {
    throw new DataError(file, 'does not say which journal it is', `${restoreCure}.`);
  }
  if (meta.format !== format) {
    throw new DataError(
      file,
      `has format ${meta.format}, this version reads format ${format}`,
      'Start the version of florin that wrote it.',
    );
  }
  if (genesis(meta.epoch).hash !== meta.genesis) {
    throw new DataError(file, 'is damaged: its epoch does not match its hash', `${restoreCure}.`);
  }
  return { epoch: meta.epoch, madeAt: meta.madeAt };
}

/** Under another name until it is whole, so that a stop in between leaves nothing that looks like a journal. */
function make(file: string): void {
  if (existsSync(`${file}-wal`)) {
    throw new DataError(file, 'is missing, though its -wal file is there', 'Restore it from a backup.');
  }
  const unfinished = `${file}.new`;
  try {
    for (const suffix of ['', '-journal']) rmSync(unfinished + suffix, { force: true });
    makeEmptyJournal(unfinished, { epoch: nanoid(), madeAt: new Date().toISOString() }).close();
    renameSync(unfinished, file);
    syncFolder(dirname(file));
  } catch (error) {
    throw explained(file, error);
  }
}

/** Makes a journal without commits, where no file may be yet, and leaves it open. For its owner only. */
export function makeEmptyJournal(file: string, meta: JournalMeta): Database.Database {
  closeSync(openSync(file, 'wx', 0o600));
  const db = new Database(file);
  try {
    db.transaction(writeTables)(db, meta);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function writeTables(db: Database.Database, { epoch, madeAt }: JournalMeta): void {
  db.exec(tables);
  db.prepare('INSERT INTO meta VALUES (?, ?, ?, ?)').run(format, epoch, genesis(epoch).hash, madeAt);
}

/** Makes the names in a folder durable, where the system can. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  syncFile(folder, 'r');
}

function syncFile(file: string, flags: 'r' | 'r+'): void {
  const handle = openSync(file, flags);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
