import type { Commit } from '../../server/journal/journal.ts';
import { openSqliteJournal, type SqliteJournal } from '../../server/journal/sqlite-journal.ts';
import { bodyBehind } from './journal-contract.ts';

/** Appends commits of some thousand characters, so that the file has pages of every kind. */
export function appendSample(journal: SqliteJournal, commits: number): Commit[] {
  for (let nth = 0; nth < commits; nth += 1) {
    const records = Array.from({ length: 1 + (nth % 7) }, (_, place) => record(journal.head.seq + 1 + place));
    journal.append(bodyBehind(journal.head, records), journal.head);
  }
  return journal.read(0, Number.MAX_SAFE_INTEGER);
}

/** Makes a journal, closes it, and returns what it holds. */
export function makeSample(file: string, commits = 30): Commit[] {
  const journal = openSqliteJournal(file);
  try {
    return appendSample(journal, commits);
  } finally {
    journal.close();
  }
}

/** What a journal that somebody has tampered with gives: all its commits, or an error. */
export function readWhole(file: string): Commit[] {
  const journal = openSqliteJournal(file);
  try {
    return journal.read(0, Number.MAX_SAFE_INTEGER);
  } finally {
    journal.close();
  }
}

function record(seq: number): string {
  return `{"seq":${seq},"memo":"${'Florins '.repeat(seq % 120)}"}`;
}
