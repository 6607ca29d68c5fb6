import { expect, test } from 'vitest';
import { openWorkerJournal } from '../../server/journal/worker-journal.ts';
import { openWorkerViews } from '../../server/views/worker-views.ts';
import { ViewsFiles, writtenSeq } from './views-files.ts';
import { bank } from './views-place.ts';

test('a journal of 270,000 transactions is projected, told of as it goes, and kept as a killed process left it', async () => {
  await using files = await ViewsFiles.make();
  const { journalFile, viewsFile } = files;
  const keeper = bank();
  const progress: [number, number][] = [];
  await using journal = await openWorkerJournal(journalFile);
  while (keeper.state.seq < 270_000) {
    for (let nth = 0; nth < 20_000; nth += 1) {
      keeper.ask({
        t: 'transfer',
        from: nth % 2 === 0 ? 'A' : 'B',
        to: nth % 2 === 0 ? 'B' : 'A',
        amount: '0.01',
      });
    }
    await keeper.commit(journal);
  }
  const { number, seq } = journal.head;

  await using views = await openWorkerViews({
    journalFile,
    viewsFile,
    recentMax: 3,
    onProgress: (done, total) => progress.push([done, total]),
  });
  const loaded = await views.load(number);
  expect(loaded).toMatchObject({ commit: number, seq, recent: keeper.records.slice(-3) });
  const balances = [...keeper.state.accounts.values()].map(({ id, balance, version }) => [
    id,
    balance,
    version,
  ]);
  expect(loaded.accounts.map(({ account, balance, version }) => [account, balance, version])).toEqual(
    balances,
  );
  expect(progress.length).toBeGreaterThan(1);
  expect(progress.at(-1)).toEqual([number, number]);

  await using copy = await files.copy();
  expect(writtenSeq(copy.viewsFile)).toBeGreaterThan(250_000);
  await copy.use(async (again) => {
    expect(again.at).toBe(number);
    expect((await again.load(number)).accounts).toEqual(loaded.accounts);
    expect(await again.trial(undefined, number)).toEqual(await views.trial(undefined, number));
  });
});
