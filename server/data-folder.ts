import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { DataError } from './data-error.ts';
import { FileLock } from './file-lock.ts';
import { syncFolder } from './journal/journal-file.ts';

/** Where a hub keeps what. */
export interface DataFiles {
  /** Absolute. */
  readonly path: string;
  readonly journalFile: string;
  /** What a restore has not put into the journal's place yet. */
  readonly restoredFile: string;
  readonly viewsFile: string;
  /** Who may do what, where anyone has to show it. */
  readonly tokensFile: string;
  /** Held by whoever changes that file. */
  readonly tokensLock: string;
}

/** The folder with everything that a hub keeps, held by one process at a time. */
export interface HeldFolder extends DataFiles, AsyncDisposable {
  /** Tells whoever finds the folder held where its holder listens. */
  claim(url: string): Promise<void>;
}

export interface DataFolder extends HeldFolder {
  /** Whether there was no journal in it yet. */
  readonly isNew: boolean;
}

export function dataFiles(folder: string): DataFiles {
  const path = resolve(folder);
  const journalFile = join(path, 'journal.sqlite');
  return {
    path,
    journalFile,
    restoredFile: `${journalFile}.restored`,
    viewsFile: join(path, 'views.sqlite'),
    tokensFile: join(path, 'tokens.json'),
    tokensLock: join(path, 'tokens.lock'),
  };
}

/**
 * Takes a data folder, and makes it where there is none. Rejects with {@link DataError} where another hub
 * holds it, where it cannot be written, and where it has lost its journal.
 */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  const held = await holdFolder(folder);
  try {
    const isNew = !existsSync(held.journalFile);
    if (isNew) checkNothingLost(held);
    return { ...held, isNew };
  } catch (error) {
    await held[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * Takes a folder whatever is in it, and makes it where there is none. Rejects with {@link DataError} where another
 * hub holds it, and where it cannot be written.
 */
export async function holdFolder(folder: string): Promise<HeldFolder> {
  const files = dataFiles(folder);
  const { path } = files;
  makeFolder(path);
  const holderFile = join(path, 'hub.json');
  const lock = FileLock.take(join(path, 'hub.lock'), (cause) => {
    const wrong = `is held by ${holderName(holderFile)}`;
    return new DataError(path, wrong, 'Stop that hub, or name another folder with --data.', { cause });
  });
  try {
    const startedAt = new Date().toISOString();
    writeHolder(holderFile, { pid: process.pid, startedAt });
    return {
      ...files,
      async claim(url) {
        writeHolder(holderFile, { pid: process.pid, url, startedAt });
      },
      async [Symbol.asyncDispose]() {
        rmSync(holderFile, { force: true });
        lock[Symbol.dispose]();
      },
    };
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

const HolderSchema = z.object({ pid: z.int(), url: z.string().optional(), startedAt: z.string() });
type Holder = z.infer<typeof HolderSchema>;

export function makeFolder(path: string): void {
  try {
    makeFolders(path);
  } catch (error) {
    throw unusable(path, error);
  }
}

/**
 * What is durable in a folder is lost with the folder's own name, so that becomes durable first. One by one: Node's
 * recursive way never ends where a system lets nobody make a folder, as in Linux's /proc.
 */
function makeFolders(path: string): void {
  const parent = dirname(path);
  if (parent !== path && !existsSync(parent)) makeFolders(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (isFolder(path)) return;
    throw error;
  }
  syncFolder(parent);
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

function holderName(holderFile: string): string {
  try {
    const { pid, url } = HolderSchema.parse(JSON.parse(readFileSync(holderFile, 'utf8')));
    return `another hub, process ${pid}${url === undefined ? '' : ` at ${url}`}`;
  } catch {
    return 'another hub';
  }
}

/** Whole or not at all, for others read it at any time. */
function writeHolder(holderFile: string, holder: Holder): void {
  const unfinished = `${holderFile}.new`;
  try {
    writeFileSync(unfinished, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
    renameSync(unfinished, holderFile);
  } catch (error) {
    throw unusable(holderFile, error);
  }
}

/** A folder with foreign files is as good as an empty one; one that holds views had a journal. */
function checkNothingLost({ journalFile, restoredFile, viewsFile }: DataFiles): void {
  if (existsSync(restoredFile)) {
    throw new DataError(
      journalFile,
      'is missing, for a restore was interrupted',
      'Run florin restore again.',
    );
  }
  if (!existsSync(viewsFile)) return;
  throw new DataError(
    journalFile,
    `is missing, though ${viewsFile} is there`,
    'Restore it from a backup, or name another folder with --data.',
  );
}

function unusable(path: string, error: unknown): DataError {
  const reason = error instanceof Error ? error.message : String(error);
  return new DataError(
    path,
    `cannot be written (${reason})`,
    'Name a folder with --data that the hub may write.',
    { cause: error },
  );
}
