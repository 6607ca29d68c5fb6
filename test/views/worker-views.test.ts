import { openWorkerViews } from '../../server/views/worker-views.ts';
import { InThreadJournal } from '../journal/in-thread-journal.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';
import { testHistoryContract } from './history-contract.ts';
import { testKeysContract } from './keys-contract.ts';
import { testViewsContract } from './views-contract.ts';
import type { ViewsPlace } from './views-place.ts';

async function makePlace(recentMax = 10): Promise<ViewsPlace> {
  const folder = await TemporaryFolder.make();
  const [journalFile, viewsFile] = [folder.file('journal.sqlite'), folder.file('views.sqlite')];
  const journal = new InThreadJournal(journalFile);
  const views = await openWorkerViews({ journalFile, viewsFile, recentMax });
  return {
    journal,
    views,
    async [Symbol.asyncDispose]() {
      await views[Symbol.asyncDispose]();
      await journal[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

testViewsContract(makePlace);
testHistoryContract(makePlace);
testKeysContract(makePlace);
