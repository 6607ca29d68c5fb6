import { expect, test } from 'vitest';
import { seededRandom } from '../support/seeded-random.ts';
import type { BookKeeper } from './book-keeper.ts';
import { Fold } from './fold.ts';
import { bank, historyOf, type ViewsPlace } from './views-place.ts';

/** How all views tell the history of an account, however long it is. */
export function testHistoryContract(make: () => Promise<ViewsPlace>): void {
  test('a history is read whole, both ways, with pages of any length', async () => {
    await using place = await make();
    const keeper = longHistory();
    const { number } = await keeper.commit(place.journal);
    const fold = new Fold(keeper.records);
    for (const account of ['A', 'B', 'C', '@world:bank']) {
      for (const limit of [7, 64, 65, 1_000]) {
        for (const way of ['before', 'after'] as const) {
          let from: number | undefined = way === 'after' ? 0 : undefined;
          let pages = 0;
          do {
            const query = { ...historyOf(account), [way]: from, limit };
            const page = await place.views.history(query, number);
            expect(page).toEqual(fold.history(query));
            from = page.next ?? undefined;
            pages += 1;
          } while (from !== undefined);
          if (limit === 1_000) expect(pages).toBe(1);
        }
      }
    }
  });

  test('a history is entered at any seq, whether it is one of the account or not', async () => {
    await using place = await make();
    const keeper = longHistory();
    const { number, seq } = await keeper.commit(place.journal);
    const fold = new Fold(keeper.records);
    const seqs = [
      0,
      1,
      2,
      3,
      ...Array.from({ length: 60 }, (_, nth) => nth * 17),
      seq - 1,
      seq,
      seq + 1,
      seq + 99,
    ];
    for (const account of ['A', 'B', 'C']) {
      const queries = seqs.flatMap((at) => [
        { ...historyOf(account), before: at, limit: 3 },
        { ...historyOf(account), after: at, limit: 3 },
      ]);
      const pages = await Promise.all(queries.map((query) => place.views.history(query, number)));
      expect(pages).toEqual(queries.map((query) => fold.history(query)));
    }
  });

  test('an account that has moved nothing has a history without transactions', async () => {
    await using place = await make();
    const keeper = bank();
    keeper.ask({ t: 'open', ledger: 'bank', account: 'C' });
    const { number, seq } = await keeper.commit(place.journal);
    expect(await place.views.history(historyOf('C'), number)).toEqual({ seq, txs: [], next: null });
  });
}

/** Accounts whose histories have waypoints, or none, and lie apart or close together. */
function longHistory(): BookKeeper {
  const keeper = bank();
  const random = seededRandom(11);
  keeper.ask({ t: 'open', ledger: 'bank', account: 'C' });
  for (let nth = 0; nth < 900; nth += 1) {
    const chance = random();
    if (chance < 0.02) keeper.ask({ t: 'transfer', from: 'A', to: 'C', amount: '0.01' });
    else if (chance < 0.5) keeper.ask({ t: 'transfer', from: 'A', to: 'B', amount: '0.01' });
    else if (chance < 0.9) keeper.ask({ t: 'deposit', account: 'A', amount: '1' });
    else keeper.ask({ t: 'withdraw', account: 'B', amount: '0.01' });
  }
  return keeper;
}
