import { copyFileSync, existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Journal } from '../../server/journal/journal.ts';
import { openLocalViews } from '../../server/views/local-views.ts';
import type { Views } from '../../server/views/views.ts';
import { InThreadJournal } from '../journal/in-thread-journal.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';
import type { BookKeeper } from './book-keeper.ts';
import type { Fold } from './fold.ts';
import { bank, historyOf, listOf } from './views-place.ts';

const recentMax = 20;

/** A folder with the files of a journal and of its views. */
export class ViewsFiles implements AsyncDisposable {
  readonly #folder: TemporaryFolder;
  readonly journalFile: string;
  readonly viewsFile: string;

  constructor(folder: TemporaryFolder) {
    this.#folder = folder;
    this.journalFile = folder.file('journal.sqlite');
    this.viewsFile = folder.file('views.sqlite');
  }

  static async make(): Promise<ViewsFiles> {
    return new ViewsFiles(await TemporaryFolder.make());
  }

  /** Files with what this keeper has recorded, closed. */
  static async of(keeper: BookKeeper): Promise<ViewsFiles> {
    const files = await ViewsFiles.make();
    await files.use(async (views, journal) => {
      const { number } = await keeper.commit(journal);
      await views.load(number);
    });
    return files;
  }

  /** Opens journal and views, and closes them when the use of them is over. */
  async use<T>(
    use: (views: Views, journal: Journal) => Promise<T>,
    onFailure: (error: Error) => void = () => {},
  ): Promise<T> {
    await using journal = new InThreadJournal(this.journalFile);
    const { journalFile, viewsFile } = this;
    await using views = await openLocalViews({ journal, journalFile, viewsFile, recentMax, onFailure });
    return await use(views, journal);
  }

  /** The files as they are now, somewhere else: what a killed process would leave. */
  async copy(): Promise<ViewsFiles> {
    const copy = await ViewsFiles.make();
    for (const file of ['journalFile', 'viewsFile'] as const) {
      for (const suffix of ['', '-wal']) {
        if (existsSync(this[file] + suffix)) copyFileSync(this[file] + suffix, copy[file] + suffix);
      }
    }
    return copy;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#folder[Symbol.asyncDispose]();
  }
}

/** A bank in which something of everything has happened. */
export function busyBank(): BookKeeper {
  const keeper = bank();
  for (let nth = 0; nth < 40; nth += 1) {
    keeper.ask({ t: 'open', ledger: 'bank', account: `account-${nth % 30}` });
    keeper.ask({ t: 'transfer', from: 'A', to: `account-${nth % 30}`, amount: '0.50', memo: `no. ${nth}` });
    keeper.ask({ t: 'deposit', account: 'A', amount: '1.25' });
    keeper.ask({ t: 'withdraw', account: 'B', amount: '999' });
  }
  for (let nth = 0; nth < 6; nth += 1) {
    const hold = keeper.state.seq + 1;
    keeper.ask({ t: 'hold', from: 'A', to: 'B', amount: '1', expires: '2126-01-31T12:00:00Z' });
    if (nth < 2) keeper.ask({ t: 'capture', hold, amount: '0.40' });
    else if (nth < 4) keeper.ask({ t: 'release', hold });
    keeper.ask({ t: 'reverse', tx: 4, amount: '0.30' });
  }
  keeper.ask({ t: 'freeze', account: 'B', side: 'credit' });
  keeper.ask({ t: 'rules', account: 'A', rules: { kind: 'fixed', maxPerDay: '500' } });
  return keeper;
}

/** All that views tell, as of this commit. */
export async function answersOf(views: Views, commit: number, fold: Fold): Promise<unknown> {
  const { atMs: _, commit: __, ...loaded } = await views.load(commit);
  return {
    loaded,
    trial: await views.trial(undefined, commit),
    lists: [await views.list(listOf(), commit), await views.list({ ...listOf(), ledger: 'bank' }, commit)],
    histories: await Promise.all(
      fold.accounts.flatMap((account) => [
        views.history(historyOf(account), commit),
        views.history({ ...historyOf(account), after: 0 }, commit),
        views.history({ ...historyOf(account), before: 8 }, commit),
      ]),
    ),
    outcomes: await Promise.all(
      fold.keys.map(async ({ by, key }) => (await views.outcome(by, key, commit)).record),
    ),
    pasts: await Promise.all(fold.seqs.map((tx) => views.past(tx, commit))),
  };
}

/** The same from a plain fold. */
export function rightAnswers(fold: Fold): unknown {
  return {
    loaded: fold.load(recentMax),
    trial: fold.trial(undefined),
    lists: [fold.list(listOf()), fold.list({ ...listOf(), ledger: 'bank' })],
    histories: fold.accounts.flatMap((account) => [
      fold.history(historyOf(account)),
      fold.history({ ...historyOf(account), after: 0 }),
      fold.history({ ...historyOf(account), before: 8 }),
    ]),
    outcomes: fold.keys.map(({ by, key }) => fold.outcome(by, key)),
    pasts: fold.seqs.map((tx) => fold.past(tx)),
  };
}

/** The seq as of which a file has the accounts: what came since is read again. */
export function writtenSeq(viewsFile: string): unknown {
  const db = new Database(viewsFile);
  try {
    return db.prepare('SELECT written_seq FROM place').pluck().get();
  } finally {
    db.close();
  }
}
