import { expect, test } from 'vitest';
import { openViewsStore } from '../../server/views/open-store.ts';
import { InThreadJournal } from '../journal/in-thread-journal.ts';
import { Unwalkable } from '../support/unwalkable.ts';
import { Fold } from './fold.ts';
import { busyBank, ViewsFiles } from './views-files.ts';

test('a trial of a ledger is right, and looks at none of the accounts of others', async () => {
  const keeper = busyBank();
  keeper.ask({ t: 'ledger', ledger: 'other', asset: 'X', scale: 0 });
  keeper.ask({ t: 'open', ledger: 'other', account: 'elsewhere' });
  keeper.ask({ t: 'deposit', account: 'elsewhere', amount: '7' });
  const fold = new Fold(keeper.records);
  await using files = await ViewsFiles.of(keeper);
  await using journal = new InThreadJournal(files.journalFile);
  const { db, projector, queries } = await openViewsStore(files.viewsFile, journal, files.journalFile);
  const books = { ...projector.books, accounts: new Unwalkable(projector.books.accounts) };
  for (const ledger of ['bank', 'other', 'none', undefined]) {
    expect(queries.trial(books, ledger)).toEqual(fold.trial(ledger));
  }
  db.close();
});
