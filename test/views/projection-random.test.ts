import assert from 'node:assert';
import fc from 'fast-check';
import { test } from 'vitest';
import type { Decision } from '../../server/ledger/transaction.ts';
import { openLocalViews } from '../../server/views/local-views.ts';
import type { Views } from '../../server/views/views.ts';
import { scenario } from '../ledger/scenario.ts';
import { walk } from '../ledger/walk.ts';
import { MemoryJournal } from '../support/memory-journal.ts';
import { runs } from '../support/runs.ts';
import { BookKeeper } from './book-keeper.ts';
import { Fold } from './fold.ts';
import { commitSizes, keyOffsets, withKey } from './random-keys.ts';
import { historyOf } from './views-place.ts';

test('the views of any journal are what a plain fold of its records is', async () => {
  await fc.assert(
    fc.asyncProperty(
      scenario,
      keyOffsets,
      commitSizes,
      fc.integer({ min: 1, max: 9 }),
      async (random, offsets, sizes, limit) => {
        const journal = new MemoryJournal('epoch');
        const keeper = new BookKeeper();
        const decisions: Decision[] = [];
        walk(random, { decided: ({ decision }) => decisions.push(decision) });
        await using views = await openLocalViews({ journal, recentMax: limit });
        let [commits, inCommit] = [0, 0];
        for (const [nth, decision] of decisions.entries()) {
          keeper.note(withKey(decision, nth, offsets[nth % offsets.length]));
          inCommit += 1;
          if (inCommit < (sizes[commits % sizes.length] ?? 1) && nth + 1 < decisions.length) continue;
          await keeper.commit(journal);
          [commits, inCommit] = [commits + 1, 0];
          if (commits % 3 === 0) views.follow(commits);
        }
        await checkAll(views, commits, new Fold(keeper.records), limit);
      },
    ),
    runs(150),
  );
});

async function checkAll(views: Views, commit: number, fold: Fold, limit: number): Promise<void> {
  const { atMs: _, ...loaded } = await views.load(commit);
  assert.deepEqual(loaded, { commit, ...fold.load(limit) });
  assert.deepEqual(await views.trial(undefined, commit), fold.trial(undefined));
  for (const { by, key } of fold.keys) {
    assert.deepEqual(await views.outcome(by, key, commit), { commit, record: fold.outcome(by, key) });
    assert.deepEqual(await views.outcome(`${by}2`, key, commit), { commit, record: undefined });
  }
  for (const ledger of [undefined, 'ledger-1', 'main']) {
    for (const after of [undefined, 'account-4']) {
      assert.deepEqual(
        await views.list({ ledger, after, limit }, commit),
        fold.list({ ledger, after, limit }),
      );
    }
  }
  for (const of of [{}, { ledger: 'ledger-1' }, { ledger: 'none' }]) {
    for (const after of [0, 5]) {
      const query = { account: undefined, ledger: undefined, ...of, after, limit };
      assert.deepEqual(await views.holds(query, commit), fold.holds(query));
    }
  }
  for (const account of [...fold.accounts, 'nobody']) {
    const query = { account, ledger: undefined, after: 0, limit };
    assert.deepEqual(await views.holds(query, commit), fold.holds(query));
    for (const from of [undefined, 0, 7, fold.seq, fold.seq + 1]) {
      for (const way of ['before', 'after'] as const) {
        const query = { ...historyOf(account), limit, [way]: from };
        assert.deepEqual(await views.history(query, commit), fold.history(query));
      }
    }
  }
}
