import assert from 'node:assert';
import { serveCalls } from '../threads/serve-calls.ts';
import { toThrown } from '../threads/thrown.ts';
import type { JournalCall, JournalNote, JournalReply } from './journal-calls.ts';
import { openSqliteJournal, type SqliteJournal } from './sqlite-journal.ts';

/** The journal's thread, the only one that waits for the journal's disk. Started by `worker-journal.ts`. */

let journal: SqliteJournal | undefined;

const note = serveCalls<JournalCall, JournalReply, JournalNote>({
  answer(call) {
    if (call.t === 'open') {
      journal = openSqliteJournal(call.file);
      const { epoch, toldEpoch, head, durability } = journal;
      return { t: 'opened', epoch, toldEpoch, head, durability };
    }
    assert(journal !== undefined, 'the journal is open');
    switch (call.t) {
      case 'append': {
        const head = journal.append(call.body, call.expected);
        // Later, so that the reply does not wait for it.
        setImmediate(checkpoint, journal);
        return { t: 'appended', head, ms: journal.appendMs };
      }
      case 'head':
        return { t: 'head', head: journal.head };
      case 'read':
        return { t: 'commits', commits: journal.read(call.after, call.limit) };
    }
  },
  close: () => journal?.close(),
});

function checkpoint(open: SqliteJournal): void {
  try {
    open.checkpoint();
  } catch (error) {
    note({ failed: toThrown(error) });
  }
}
