import { expect, test } from 'vitest';
import { openLocalViews } from '../../server/views/local-views.ts';
import { MemoryJournal } from '../support/memory-journal.ts';
import { bank } from './views-place.ts';

test('a balance of the past looks through changes of rules, however many there were (R78)', async () => {
  const journal = new MemoryJournal();
  const keeper = bank();
  const limit = (maxBalance: number): void => {
    keeper.ask({ t: 'rules', account: 'B', rules: { kind: 'fixed', maxBalance: `${maxBalance}` } });
  };
  limit(1_000);
  limit(1_001);
  keeper.ask({ t: 'transfer', from: 'A', to: 'B', amount: '7' });
  for (let nth = 0; nth < 200; nth += 1) limit(nth + 2_000);
  keeper.ask({ t: 'transfer', from: 'A', to: 'B', amount: '1' });
  const { number, seq } = await keeper.commit(journal);
  await using views = await openLocalViews({ journal, recentMax: 10 });
  const balances = await Promise.all(
    Array.from({ length: seq }, async (_, at) => {
      const { account } = await views.balance('B', { seq: at + 1 }, number);
      return `${account?.balance} at ${account?.version}`;
    }),
  );
  const moved = 8;
  expect(new Set(balances.slice(0, moved - 1))).toEqual(new Set(['0.00 at 0']));
  expect(new Set(balances.slice(moved - 1, -1))).toEqual(new Set(['7.00 at 1']));
  expect(balances.at(-1)).toBe('8.00 at 2');
});
