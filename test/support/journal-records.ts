import { openWorkerJournal } from '../../server/journal/worker-journal.ts';
import { type ParsedRecord, parseRecord } from '../../server/ledger/record.ts';

/** Every record of a journal in order, each commit checked against its hash. No server may run on it. */
export async function readJournal(file: string): Promise<ParsedRecord[]> {
  await using journal = await openWorkerJournal(file);
  const records: ParsedRecord[] = [];
  let after = 0;
  for (;;) {
    const commits = await journal.read(after, 1000);
    if (commits.length === 0) return records;
    for (const commit of commits) records.push(...commit.records.split('\n').map(parseRecord));
    after += commits.length;
  }
}
