import { openWorkerJournal } from '../../server/journal/worker-journal.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';
import { type JournalPlace, testDurableJournal, testJournalContract } from './journal-contract.ts';

async function makePlace(): Promise<JournalPlace> {
  const folder = await TemporaryFolder.make();
  return {
    open: () => openWorkerJournal(folder.file('journal.sqlite')),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

testJournalContract(makePlace);
testDurableJournal(makePlace);
