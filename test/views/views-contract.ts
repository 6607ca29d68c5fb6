import { expect, test } from 'vitest';
import { minorMax } from '../../shared/money.ts';
import { noon } from '../ledger/bank.ts';
import { BookKeeper } from './book-keeper.ts';
import { Fold } from './fold.ts';
import { bank, historyOf, listOf, type ViewsPlace } from './views-place.ts';

const recentMax = 5;

/** What all views do, wherever they run. `makePlace` is given how many recent transactions to load. */
export function testViewsContract(makePlace: (recentMax: number) => Promise<ViewsPlace>): void {
  const make = (): Promise<ViewsPlace> => makePlace(recentMax);

  test('views of an empty journal are empty', async () => {
    await using place = await make();
    const { views } = place;
    expect(views.at).toBe(0);
    expect(await views.load(0)).toEqual({ commit: 0, atMs: 0, ...new Fold([]).load(recentMax) });
    expect(await views.list(listOf(), 0)).toEqual({ seq: 0, accounts: [], next: null });
    expect(await views.trial(undefined, 0)).toEqual({ seq: 0, ledgers: [] });
    expect(await views.outcome('anonymous', 'key', 0)).toEqual({ commit: 0, record: undefined });
    expect(await views.history(historyOf('A'), 0)).toEqual({ seq: 0, txs: undefined, next: null });
  });

  test('a query waits until the views hold the commit that it names', async () => {
    await using place = await make();
    const { journal, views } = place;
    const keeper = bank();
    for (let nth = 0; nth < 10; nth += 1) {
      keeper.ask({ t: 'deposit', account: 'A', amount: '1' });
      await keeper.commit(journal);
    }
    const record = keeper.ask({ t: 'deposit', account: 'A', amount: '1', key: 'late' });
    const { number, seq } = await keeper.commit(journal);
    const [loaded, trial, outcome, list, history] = await Promise.all([
      views.load(number),
      views.trial(undefined, number),
      views.outcome('anonymous', 'late', number),
      views.list(listOf(), number),
      views.history({ ...historyOf('A'), limit: 1 }, number),
    ]);
    expect(loaded).toMatchObject({ commit: number, seq, atMs: noon });
    expect(trial.seq).toBe(seq);
    expect(outcome).toEqual({ commit: number, record });
    expect(list.seq).toBe(seq);
    expect(history).toMatchObject({ seq, txs: [record] });
    expect(views.at).toBe(number);
  });

  test('views that are told of a commit go there by themselves', async () => {
    await using place = await make();
    const { journal, views } = place;
    const { number } = await bank().commit(journal);
    views.follow(number);
    while (views.at < number) await views.trial(undefined, 0);
    expect(await views.trial('bank', 0)).toMatchObject({ seq: 5 });
  });

  test('views never go beyond the commit that they were told of', async () => {
    await using place = await make();
    const { journal, views } = place;
    const keeper = bank();
    const { number, seq } = await keeper.commit(journal);
    keeper.ask({ t: 'deposit', account: 'A', amount: '1' });
    await keeper.commit(journal);
    expect(await views.trial(undefined, number)).toMatchObject({ seq });
    expect(await views.trial(undefined, 0)).toMatchObject({ seq });
  });

  test('an outcome is the record of the first decision under the key, refusals included', async () => {
    await using place = await make();
    const { journal, views } = place;
    const keeper = bank();
    const taken = keeper.ask({ t: 'deposit', account: 'A', amount: '1', key: 'same' }, 'ann');
    const refused = keeper.ask({ t: 'withdraw', account: 'A', amount: '999', key: 'same' }, 'bob');
    const { number } = await keeper.commit(journal);
    const find = async (by: string, key: string): Promise<string | undefined> =>
      (await views.outcome(by, key, number)).record;
    expect(await find('ann', 'same')).toBe(taken);
    expect(await find('bob', 'same')).toBe(refused);
    expect(refused).toContain('insufficient_funds');
    for (const [by, key] of [
      ['cyd', 'same'],
      ['ann', 'sam'],
      ['ann', 'same2'],
      ['', ''],
      ['zzz', 'zzz'],
    ]) {
      expect(await find(by ?? '', key ?? '')).toBeUndefined();
    }
  });

  test('the newest transactions come oldest first, without refusals', async () => {
    await using place = await make();
    const { journal, views } = place;
    const keeper = bank();
    const taken: string[] = [];
    for (let nth = 0; nth < 8; nth += 1) {
      taken.push(keeper.ask({ t: 'deposit', account: 'A', amount: '1' }));
      keeper.ask({ t: 'deposit', account: 'nobody', amount: '1' });
    }
    const { number } = await keeper.commit(journal);
    expect((await views.load(number)).recent).toEqual(taken.slice(-recentMax));
  });

  test('the books of a ledger are exact where its totals pass 64 bits', async () => {
    await using place = await make();
    const { journal, views } = place;
    const keeper = new BookKeeper();
    const most = `${minorMax}`;
    keeper.ask({ t: 'ledger', ledger: 'vast', asset: 'X', scale: 0 });
    keeper.ask({ t: 'open', ledger: 'vast', account: 'A' });
    for (let nth = 0; nth < 3; nth += 1) {
      keeper.ask({ t: 'deposit', account: 'A', amount: most });
      if (nth < 2) keeper.ask({ t: 'withdraw', account: 'A', amount: most });
    }
    const { number } = await keeper.commit(journal);
    const { accounts } = await views.load(number);
    expect(accounts.map(({ account, balance }) => [account, balance])).toEqual([
      ['@world:vast', -minorMax],
      ['A', minorMax],
    ]);
    expect((await views.trial('vast', number)).ledgers).toEqual([
      {
        ledger: 'vast',
        asset: 'X',
        scale: 0,
        sum: '0',
        deposited: `${minorMax * 3n}`,
        withdrawn: `${minorMax * 2n}`,
        held: '0',
        accounts: 1,
        transactions: 7,
      },
    ]);
  });

  test('a trial is of one ledger, or of all in the order of their ids', async () => {
    await using place = await make();
    const { journal, views } = place;
    const keeper = bank();
    for (const ledger of ['zoo', 'alp']) keeper.ask({ t: 'ledger', ledger, asset: 'X', scale: 2 });
    const { number } = await keeper.commit(journal);
    const ledgersOf = async (ledger?: string): Promise<string[]> =>
      (await views.trial(ledger, number)).ledgers.map((each) => each.ledger);
    expect(await ledgersOf()).toEqual(['alp', 'bank', 'zoo']);
    expect(await ledgersOf('zoo')).toEqual(['zoo']);
    expect(await ledgersOf('none')).toEqual([]);
  });

  test('a list goes through all accounts in the order of their ids, page by page', async () => {
    await using place = await make();
    const { journal, views } = place;
    const keeper = bank();
    keeper.ask({ t: 'ledger', ledger: 'other', asset: 'X', scale: 3 });
    for (const account of ['b', 'B2', 'a', '0', 'z.9', 'Z', 'x_y']) {
      keeper.ask({ t: 'open', ledger: account === 'Z' ? 'bank' : 'other', account });
    }
    const { number } = await keeper.commit(journal);
    const fold = new Fold(keeper.records);
    for (const ledger of [undefined, 'bank', 'other', 'none']) {
      for (const limit of [1, 2, 3, 9, 10]) {
        let after: string | undefined;
        do {
          const page = await views.list({ ledger, after, limit }, number);
          expect(page).toEqual(fold.list({ ledger, after, limit }));
          after = page.next ?? undefined;
        } while (after !== undefined);
      }
    }
    expect((await views.list(listOf(), number)).accounts).toHaveLength(9);
    expect(await views.list({ ...listOf(), after: 'a-not-there' }, number)).toEqual(
      fold.list({ ...listOf(), after: 'a-not-there' }),
    );
  });

  test('commits of all sizes are projected', async () => {
    await using place = await make();
    const { journal, views } = place;
    const keeper = bank();
    for (const size of [1, 1, 5_000, 1, 0, 300]) {
      for (let nth = 0; nth < size; nth += 1) keeper.ask({ t: 'deposit', account: 'A', amount: '1' });
      keeper.ask({ t: 'deposit', account: 'nobody', amount: '1' });
      await keeper.commit(journal);
    }
    const { number, seq } = journal.head;
    expect(seq).toBe(5_308);
    const fold = new Fold(keeper.records);
    expect(await views.trial(undefined, number)).toEqual(fold.trial(undefined));
    const newest = { ...historyOf('A'), limit: 200 };
    expect(await views.history(newest, number)).toEqual(fold.history(newest));
  });

  test('closed views answer nothing more', async () => {
    const place = await make();
    const { number } = await bank().commit(place.journal);
    await place[Symbol.asyncDispose]();
    await expect(place.views.trial(undefined, number)).rejects.toThrow('closed');
    await expect(place.views.load(0)).rejects.toThrow('closed');
  });
}
