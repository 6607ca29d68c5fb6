import { openLocalViews } from '../../server/views/local-views.ts';
import { MemoryJournal } from '../support/memory-journal.ts';
import { testHistoryContract } from './history-contract.ts';
import { testKeysContract } from './keys-contract.ts';
import { testViewsContract } from './views-contract.ts';
import type { ViewsPlace } from './views-place.ts';

async function makePlace(recentMax = 10): Promise<ViewsPlace> {
  const journal = new MemoryJournal();
  const views = await openLocalViews({ journal, recentMax });
  return { journal, views, [Symbol.asyncDispose]: () => views[Symbol.asyncDispose]() };
}

testViewsContract(makePlace);
testHistoryContract(makePlace);
testKeysContract(makePlace);
