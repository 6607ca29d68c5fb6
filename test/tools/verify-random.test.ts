import assert from 'node:assert';
import fc from 'fast-check';
import { test } from 'vitest';
import type { Decision } from '../../server/ledger/transaction.ts';
import { openLocalViews } from '../../server/views/local-views.ts';
import { InThreadJournal } from '../journal/in-thread-journal.ts';
import { scenario } from '../ledger/scenario.ts';
import { walk } from '../ledger/walk.ts';
import { runs } from '../support/runs.ts';
import { BookKeeper } from '../views/book-keeper.ts';
import { Fold } from '../views/fold.ts';
import { commitSizes, keyOffsets, withKey } from '../views/random-keys.ts';
import { ViewsFiles } from '../views/views-files.ts';
import { findingsOf } from './data-place.ts';

test('whatever a hub may have done is found to be right, with views that are behind too', async () => {
  await fc.assert(
    fc.asyncProperty(
      scenario,
      keyOffsets,
      commitSizes,
      fc.nat(100),
      async (random, offsets, sizes, percent) => {
        const decisions: Decision[] = [];
        walk(random, { decided: ({ decision }) => decisions.push(decision) });
        await using files = await ViewsFiles.make();
        const keeper = new BookKeeper();
        const viewedAfter = Math.floor((decisions.length * percent) / 100);
        let viewed = 0;
        {
          await using journal = new InThreadJournal(files.journalFile);
          const { journalFile, viewsFile } = files;
          await using views = await openLocalViews({ journal, journalFile, viewsFile, recentMax: 1 });
          let [commits, inCommit] = [0, 0];
          for (const [nth, decision] of decisions.entries()) {
            keeper.note(withKey(decision, nth, offsets[nth % offsets.length]));
            inCommit += 1;
            if (inCommit < (sizes[commits % sizes.length] ?? 1) && nth + 1 < decisions.length) continue;
            await keeper.commit(journal);
            [commits, inCommit] = [commits + 1, 0];
            if (nth >= viewedAfter) continue;
            await views.load(commits);
            viewed = commits;
          }
        }
        const { journal, views, problems } = findingsOf(files);
        assert.deepEqual(problems, []);
        assert.equal(views.state, 'agree');
        assert.equal(views.place?.number, viewed);
        const fold = new Fold(keeper.records);
        assert.equal(journal.place?.seq, fold.seq);
        const byId = (a: { ledger: string }, b: { ledger: string }): number => (a.ledger < b.ledger ? -1 : 1);
        assert.deepEqual(
          journal.ledgers.toSorted(byId),
          fold
            .trial(undefined)
            .ledgers.map(({ scale: _, ...totals }) => totals)
            .toSorted(byId),
        );
      },
    ),
    runs(60),
  );
});
