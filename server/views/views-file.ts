import { closeSync, openSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';

/** The views' SQLite file. It can be rebuilt from the journal at any time, so it may be lost, but not lie. */

export const viewsFormat = 4;

/** Pages of the write-ahead log, 4 KiB each, after which it is moved into the file. */
const checkpointPages = 8_000;

const scratchCacheKib = 64 * 1024;

/** The name of views that are kept in memory. */
export const inMemory = ':memory:';

/**
 * `place` is one row: where the views are, and `written_seq`, as of which the ledgers, accounts and open holds
 * are. Balances fit 64 bits. What is held, spent, reversed or moved in all may pass them, and is a text.
 *
 * A row of `txs` holds some transactions from `first` on (see `tx-rows.ts`): a row each would take several
 * times as long to write. Each names, for each account of whose history it is, that one's handle and the
 * seq of its transaction before: an account's history is a walk along them. An index by account would cost
 * the hub most of its pace. `waypoints` holds the seq of every 64th entry of an account, to begin a walk from.
 *
 * `decided` of an outcome is the seq of a transaction, or minus the number of a refusal. What it leads to
 * names the key, which is the check of the row.
 */
const tables = `
  CREATE TABLE place (
    format INTEGER NOT NULL, epoch TEXT NOT NULL, number INTEGER NOT NULL, seq INTEGER NOT NULL,
    hash TEXT NOT NULL, at_ms INTEGER NOT NULL, floor TEXT NOT NULL, ahead INTEGER NOT NULL,
    refusals INTEGER NOT NULL, written_seq INTEGER NOT NULL, ledgers INTEGER NOT NULL,
    accounts INTEGER NOT NULL, holds INTEGER NOT NULL, crc INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE ledgers (
    handle INTEGER PRIMARY KEY, id TEXT NOT NULL, asset TEXT NOT NULL, scale INTEGER NOT NULL,
    rules TEXT NOT NULL, deposited TEXT NOT NULL, withdrawn TEXT NOT NULL, transactions INTEGER NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE accounts (
    handle INTEGER PRIMARY KEY, id TEXT NOT NULL, ledger INTEGER NOT NULL, balance INTEGER NOT NULL,
    held TEXT NOT NULL, version INTEGER NOT NULL, frozen TEXT NOT NULL, closed INTEGER NOT NULL,
    rules TEXT NOT NULL, spent TEXT NOT NULL, spent_day INTEGER NOT NULL, entries INTEGER NOT NULL,
    last_seq INTEGER NOT NULL, last_leg_seq INTEGER NOT NULL, crc INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE holds (
    seq INTEGER PRIMARY KEY, giver INTEGER NOT NULL, taker INTEGER NOT NULL, amount TEXT NOT NULL,
    expires_ms INTEGER NOT NULL, day INTEGER NOT NULL, crc INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE sequels (
    tx INTEGER PRIMARY KEY, by INTEGER NOT NULL, reversed TEXT NOT NULL, crc INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE txs (first INTEGER PRIMARY KEY, crc INTEGER NOT NULL, content TEXT NOT NULL) STRICT;
  CREATE TABLE waypoints (
    account INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (account, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE outcomes (
    key TEXT NOT NULL, by TEXT NOT NULL, decided INTEGER NOT NULL, PRIMARY KEY (key, by)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE refusals (number INTEGER PRIMARY KEY, crc INTEGER NOT NULL, record TEXT NOT NULL) STRICT;
  CREATE TABLE ahead (
    second INTEGER NOT NULL, mark TEXT NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (second, mark)
  ) STRICT, WITHOUT ROWID;
`;

/** A part of the views is not as it was written; they have to be rebuilt. */
export class ViewsDamage extends Error {
  override readonly name = 'ViewsDamage';
}

/** Opens views that are there. Throws {@link ViewsDamage}, or what SQLite throws; rows show what they are when read. */
export function openViewsFile(file: string): Database.Database {
  const db = new Database(file, { fileMustExist: true });
  try {
    checkTables(db);
    prepare(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Opens views that are there to read them as they are now, whatever their hub does meanwhile: until the connection
 * is closed, it sees no change and makes none. Throws what SQLite throws.
 */
export function openViewsFileToRead(file: string): Database.Database {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    db.exec('BEGIN');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Makes empty views that go when they are closed: on disk, but for a part that is kept in memory. */
export function makeScratchViews(): Database.Database {
  const db = new Database('');
  db.pragma(`cache_size = -${scratchCacheKib}`);
  db.exec(tables);
  return db;
}

/** Makes empty views, in place of any that are there. */
export function makeViewsFile(file: string): Database.Database {
  if (file !== inMemory) {
    removeViewsFile(file);
    closeSync(openSync(file, 'wx', 0o600));
  }
  const db = new Database(file);
  try {
    prepare(db);
    db.exec(tables);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

export function removeViewsFile(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
}

function prepare(db: Database.Database): void {
  db.pragma('journal_mode = WAL');
  // What a power cut takes is projected again from the journal.
  db.pragma('synchronous = NORMAL');
  db.pragma(`wal_autocheckpoint = ${checkpointPages}`);
}

/** Flipped bits in the definition of a table would change what its rows mean. Throws {@link ViewsDamage}. */
export function checkTables(db: Database.Database): void {
  if (schemaOf(db) !== expectedSchema()) throw new ViewsDamage('the views have other tables');
}

function schemaOf(db: Database.Database): string {
  return db.prepare<[], string>('SELECT sql FROM sqlite_schema').pluck().all().join('\n');
}

function expectedSchema(): string {
  const db = new Database(inMemory);
  try {
    db.exec(tables);
    return schemaOf(db);
  } finally {
    db.close();
  }
}
