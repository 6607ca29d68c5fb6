import { TemporaryFolder } from '../support/temporary-folder.ts';
import { InThreadJournal } from './in-thread-journal.ts';
import { type JournalPlace, testDurableJournal, testJournalContract } from './journal-contract.ts';

async function makePlace(): Promise<JournalPlace> {
  const folder = await TemporaryFolder.make();
  return {
    open: async () => new InThreadJournal(folder.file('journal.sqlite')),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

testJournalContract(makePlace);
testDurableJournal(makePlace);
