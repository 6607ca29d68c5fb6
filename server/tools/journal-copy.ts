import { setTimeout } from 'node:timers/promises';
import { CommitInserter } from '../journal/commit-rows.ts';
import { makeEmptyJournal } from '../journal/journal-file.ts';
import { explained } from '../sqlite-errors.ts';
import type { JournalScan } from './journal-scan.ts';
import type { OnProgress } from './replay.ts';

/** Characters of records that are written and made durable at one go. */
const pieceChars = 4 * 1024 * 1024;
/** How long the disk is left to others after a piece, in times of what that took. */
const restPerWriting = 1;

/**
 * Writes a journal, up to where it ended when it was opened, into a new file without a -wal: each commit is
 * checked as it is read. A hub that appends meanwhile keeps its pace, for nothing is locked, its log can be
 * moved into its file, and pieces are small and have pauses between them. Throws {@link DataError}; then
 * there may be a part of the file.
 */
export async function copyJournal(scan: JournalScan, file: string, onProgress: OnProgress): Promise<void> {
  try {
    const db = makeEmptyJournal(file, scan.meta);
    try {
      // Nobody takes the file for a journal before it is whole, so nobody would roll it back.
      db.pragma('journal_mode = MEMORY');
      db.pragma('synchronous = FULL');
      db.pragma('fullfsync = ON');
      const inserter = new CommitInserter(db);
      let previous = scan.genesis.hash;
      let chars = 0;
      let beganMs = performance.now();
      db.exec('BEGIN');
      for (const commit of scan.commits(0, scan.head.number)) {
        inserter.insert(commit, previous);
        previous = commit.hash;
        chars += commit.records.length;
        if (chars < pieceChars) continue;
        db.exec('COMMIT');
        onProgress(commit.number, scan.head.number);
        await setTimeout((performance.now() - beganMs) * restPerWriting);
        chars = 0;
        beganMs = performance.now();
        db.exec('BEGIN');
      }
      db.exec('COMMIT');
      onProgress(scan.head.number, scan.head.number);
    } finally {
      db.close();
    }
  } catch (error) {
    throw explained(file, error);
  }
}
