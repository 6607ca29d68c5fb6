import type { JournalReader } from '../../server/journal/journal.ts';
import { openWorkerJournal } from '../../server/journal/worker-journal.ts';
import { type ParsedRecord, parseRecord } from '../../server/ledger/record.ts';

/** A commit as it can be read back. */
export interface JournalCommit {
  readonly number: number;
  readonly records: readonly ParsedRecord[];
}

/** Every commit of a journal in order, each checked against its hash. */
export async function commitsOf(journal: JournalReader): Promise<JournalCommit[]> {
  const all: JournalCommit[] = [];
  for (;;) {
    const commits = await journal.read(all.length, 1000);
    if (commits.length === 0) return all;
    for (const { number, records } of commits) {
      all.push({ number, records: records.split('\n').map(parseRecord) });
    }
  }
}

/** The same of a journal's file. No server may run on it. */
export async function readCommits(file: string): Promise<JournalCommit[]> {
  await using journal = await openWorkerJournal(file);
  return await commitsOf(journal);
}

/** Every record of a journal's file in order. */
export async function readJournal(file: string): Promise<ParsedRecord[]> {
  return (await readCommits(file)).flatMap(({ records }) => records);
}
