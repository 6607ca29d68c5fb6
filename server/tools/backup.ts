import { existsSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { nanoid } from 'nanoid';
import { DataError } from '../data-error.ts';
import { dataFiles } from '../data-folder.ts';
import { sameHead } from '../journal/chain.ts';
import type { Head } from '../journal/journal.ts';
import { syncFolder } from '../journal/journal-file.ts';
import { explained } from '../sqlite-errors.ts';
import { copyJournal } from './journal-copy.ts';
import { JournalScan } from './journal-scan.ts';
import type { OnProgress } from './replay.ts';

/** A backup that was made. */
export interface Backup {
  /** Absolute. */
  readonly file: string;
  readonly epoch: string;
  readonly head: Head;
  readonly bytes: number;
}

/**
 * Copies the journal of a data folder into one file, for its owner only, with all that was acknowledged before
 * this was called; a hub may be running. The file is there once it is whole, checked and durable. Rejects with
 * {@link DataError}.
 */
export async function backUp(
  folder: string,
  target: string,
  force: boolean,
  onProgress: OnProgress,
): Promise<Backup> {
  const file = resolve(target);
  const { path, journalFile } = dataFiles(folder);
  using scan = openJournal(journalFile);
  checkPlace(file, path, force);
  const unfinished = `${file}.${nanoid(8)}.unfinished`;
  try {
    await copyJournal(scan, unfinished, onProgress);
    checkCopy(unfinished, scan.head);
    checkPlace(file, path, force);
    renameSync(unfinished, file);
    syncFolder(dirname(file));
    return { file, epoch: scan.meta.epoch, head: scan.head, bytes: statSync(file).size };
  } catch (error) {
    throw explained(file, error);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

function openJournal(journalFile: string): JournalScan {
  if (existsSync(journalFile)) return new JournalScan(journalFile);
  throw new DataError(journalFile, 'is missing', "Name the hub's data folder with --data.");
}

/** What was written is read again: a backup that cannot be read is none. */
function checkCopy(file: string, head: Head): void {
  using copy = new JournalScan(file);
  copy.checkChain();
  if (!sameHead(copy.head, head)) {
    throw new DataError(file, 'ends elsewhere than the journal', 'See to the disk that it is on.');
  }
}

function checkPlace(file: string, dataPath: string, force: boolean): void {
  const folder = dirname(file);
  if (!existsSync(folder))
    throw new DataError(folder, 'is not there', 'Make that folder, or name another file.');
  if (realpathSync(folder) === realpathSync(dataPath)) {
    throw new DataError(
      file,
      'would be in the data folder itself',
      'Name a file elsewhere, best on another disk.',
    );
  }
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isDirectory()) throw new DataError(file, 'is a folder', 'Name a file.');
  if (found !== undefined && !force) {
    throw new DataError(file, 'is there already', 'Name another file, or replace this one with --force.');
  }
}
