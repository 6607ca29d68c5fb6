import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { DataError } from '../data-error.ts';
import { type HeldFolder, holdFolder } from '../data-folder.ts';
import type { Head } from '../journal/journal.ts';
import { nameAnew, syncFolder } from '../journal/journal-file.ts';
import { explained, restoreCure } from '../sqlite-errors.ts';
import { copyJournal } from './journal-copy.ts';
import { JournalScan } from './journal-scan.ts';
import { type OnProgress, Replay } from './replay.ts';
import { unbalanced } from './totals.ts';

/** What a restore came to. */
export interface Restored {
  readonly journalFile: string;
  readonly epoch: string;
  readonly head: Head;
  /** Server time of its last commit, Unix milliseconds; 0 where there is none. */
  readonly atMs: number;
  /** The folder with what was there before; `undefined` where nothing was. */
  readonly movedTo: string | undefined;
  /** The journal that was there before, where it could be read. */
  readonly before: { readonly epoch: string; readonly head: Head } | undefined;
}

/**
 * Puts a backup into a data folder that no hub holds. The backup is checked whole before anything else is touched;
 * what was there moves into a folder of its own. A restore that is cut short leaves the old journal, or a folder that
 * a hub refuses to start on, never a part of a journal. Rejects with {@link DataError}.
 */
export async function restore(
  backup: string,
  folder: string,
  force: boolean,
  onProgress: OnProgress,
): Promise<Restored> {
  const source = resolve(backup);
  using scan = openBackup(source);
  await using held = await holdFolder(folder);
  const { journalFile, restoredFile } = held;
  if (filesOf(journalFile).length > 0 && !force) {
    throw new DataError(
      held.path,
      'holds a journal already',
      'Name another folder with --data, or move that journal out of the way with --force.',
    );
  }
  const before = journalThere(journalFile);
  for (const suffix of ['', '-journal']) rmSync(restoredFile + suffix, { force: true });
  let atMs: number;
  try {
    await copyJournal(scan, restoredFile, () => {});
    nameAnew(restoredFile);
    atMs = checkWhole(restoredFile, source, onProgress);
  } catch (error) {
    rmSync(restoredFile, { force: true });
    throw error;
  }
  const movedTo = putInPlace(held);
  const { head, meta } = scan;
  return { journalFile, epoch: meta.epoch, head, atMs, movedTo, before };
}

function openBackup(file: string): JournalScan {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) {
    const wrong = found === undefined ? 'is missing' : 'is no file';
    throw new DataError(file, wrong, 'Name a file that florin backup has made.');
  }
  try {
    return new JournalScan(file);
  } catch (error) {
    if (!(error instanceof DataError) || error.cure !== `${restoreCure}.`) throw error;
    const cure = 'It is no backup of a journal, or a damaged one: name a file that florin backup has made.';
    throw new DataError(file, error.wrong, cure, { cause: error });
  }
}

/** Checks the copy of a backup as the hub would, from its first commit on, and tells the time of its last. */
function checkWhole(file: string, backup: string, onProgress: OnProgress): number {
  try {
    using scan = new JournalScan(file);
    using replay = new Replay(scan);
    replay.through(scan.head.number, onProgress);
    onProgress(scan.head.seq, scan.head.seq);
    const wrong = unbalanced(replay.books);
    if (wrong !== undefined) throw new DataError(file, wrong, '');
    return replay.books.place.atMs;
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new DataError(backup, error.wrong, 'Restore another backup, and report this.', { cause: error });
  }
}

function journalThere(file: string): Restored['before'] {
  if (!existsSync(file)) return undefined;
  try {
    using scan = new JournalScan(file);
    return { epoch: scan.meta.epoch, head: scan.head };
  } catch (error) {
    if (error instanceof DataError) return undefined;
    throw error;
  }
}

/** A SQLite file and what may be beside it, in the order in which they are to go. */
function filesOf(file: string): string[] {
  return ['', '-wal', '-shm'].map((suffix) => file + suffix).filter((each) => existsSync(each));
}

/**
 * The journal goes first, for without its log it would be a shorter journal, and a log that stays is not taken for
 * part of the new one. The views go last: while they and no journal are there, or the restored one has
 * not its name yet, a hub refuses to start.
 */
function putInPlace({ path, journalFile, restoredFile, viewsFile }: HeldFolder): string | undefined {
  const [journal, views] = [filesOf(journalFile), filesOf(viewsFile)];
  try {
    const movedTo = journal.length + views.length === 0 ? undefined : makeFolderAside(path);
    const move = (file: string): void => renameSync(file, join(movedTo ?? path, basename(file)));
    journal.forEach(move);
    renameSync(restoredFile, journalFile);
    views.forEach(move);
    if (movedTo !== undefined) syncFolder(movedTo);
    syncFolder(path);
    return movedTo;
  } catch (error) {
    throw explained(path, error);
  }
}

/** A new folder that is named by the time. */
function makeFolderAside(path: string): string {
  const time = new Date().toISOString().replaceAll(':', '-');
  const folder = join(path, `before-restore-${time}`);
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}
