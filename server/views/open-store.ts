import { existsSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { DataError } from '../data-error.ts';
import { genesis } from '../journal/chain.ts';
import type { JournalReader } from '../journal/journal.ts';
import { checkWritable, explained, primaryCode } from '../sqlite-errors.ts';
import { type Books, emptyBooks, type Place } from './books.ts';
import { checkLookups } from './check-lookups.ts';
import { Projector } from './projector.ts';
import { Queries } from './queries.ts';
import { readBooks } from './read-books.ts';
import { inMemory, makeViewsFile, openViewsFile } from './views-file.ts';
import { ViewsWriter } from './views-writer.ts';

/** Views that fit the journal, as far as they go. */
export interface ViewsStore {
  readonly db: Database.Database;
  readonly projector: Projector;
  readonly queries: Queries;
}

/**
 * Opens the views, or makes empty ones where they are missing, damaged, of another format or of another
 * journal. Rejects with {@link DataError} where they cannot be opened, and where the journal has lost
 * commits that they know of.
 */
export async function openViewsStore(
  viewsFile: string,
  journal: JournalReader,
  journalFile: string,
): Promise<ViewsStore> {
  const found =
    viewsFile !== inMemory && existsSync(viewsFile) ? openExisting(viewsFile, journalFile) : undefined;
  if (found?.projector.books.place.epoch === journal.epoch) {
    try {
      await checkJournalHas(found.projector.books.place, journal, journalFile, viewsFile);
      return found;
    } catch (error) {
      found.db.close();
      throw error;
    }
  }
  found?.db.close();
  return makeStore(viewsFile, journal.epoch, journalFile);
}

/** What no rebuilding would cure. */
const lasting = new Set(['SQLITE_CANTOPEN', 'SQLITE_READONLY', 'SQLITE_BUSY']);

function openExisting(viewsFile: string, journalFile: string): ViewsStore | undefined {
  checkWritable(viewsFile);
  let db: Database.Database | undefined;
  try {
    db = openViewsFile(viewsFile);
    const books = readBooks(db);
    checkLookups(db, books);
    return storeOf(db, books, journalFile);
  } catch (error) {
    db?.close();
    if (lasting.has(primaryCode(error) ?? '')) throw explained(viewsFile, error);
    return undefined;
  }
}

async function checkJournalHas(
  { number, hash }: Place,
  journal: JournalReader,
  journalFile: string,
  viewsFile: string,
): Promise<void> {
  if (number === 0) return;
  const [commit] = await journal.read(number - 1, 1);
  if (commit?.hash === hash) return;
  throw lostCommits(journalFile, viewsFile, { number, hash });
}

/** The views know of a commit that the journal does not have. */
export function lostCommits(
  journalFile: string,
  viewsFile: string,
  { number, hash }: Pick<Place, 'number' | 'hash'>,
): DataError {
  return new DataError(
    journalFile,
    `has lost commits: ${viewsFile} has seen commit ${number} ${hash.slice(0, 8)}, which is not in it`,
    'Restore it together with its -wal file. If an older state was restored on purpose, delete the views.',
  );
}

function makeStore(viewsFile: string, epoch: string, journalFile: string): ViewsStore {
  let db: Database.Database | undefined;
  try {
    db = makeViewsFile(viewsFile);
    const books = emptyBooks({ ...genesis(epoch), epoch, atMs: 0 });
    new ViewsWriter(db).place(books);
    return storeOf(db, books, journalFile);
  } catch (error) {
    db?.close();
    throw explained(viewsFile, error);
  }
}

/** Prepares every statement, so that tables which have suffered are found here. */
function storeOf(db: Database.Database, books: Books, journalFile: string): ViewsStore {
  return { db, projector: new Projector(db, books, journalFile), queries: new Queries(db) };
}
