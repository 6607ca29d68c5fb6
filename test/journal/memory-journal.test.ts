import { MemoryJournal } from '../support/memory-journal.ts';
import { testJournalContract } from './journal-contract.ts';

testJournalContract(async () => {
  const journal = new MemoryJournal();
  return { open: async () => journal, async [Symbol.asyncDispose]() {} };
});
