import type { CommitBody, Head } from '../../server/journal/journal.ts';
import { JournalError } from '../../server/journal-error.ts';
import { MemoryJournal } from './memory-journal.ts';

/** A journal in memory whose disk is full when the test says so. */
export class FillingJournal extends MemoryJournal {
  isFull = false;

  override async append(body: CommitBody, expected: Head): Promise<Head> {
    if (this.isFull) throw new JournalError('refused', 'the disk is full');
    return super.append(body, expected);
  }
}
