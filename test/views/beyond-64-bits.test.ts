import { expect, test } from 'vitest';
import { BookKeeper } from './book-keeper.ts';
import { Fold } from './fold.ts';
import { answersOf, rightAnswers, ViewsFiles } from './views-files.ts';

const [most, least] = [2n ** 63n - 1n, -(2n ** 63n)];

/** Balances fit 64 bits; from the lowest to the highest is more than that, and so is what is moved or held. */
function wideBank(): BookKeeper {
  const keeper = new BookKeeper();
  const rules = { kind: 'fixed', minBalance: String(least) };
  keeper.ask({ t: 'ledger', ledger: 'wide', asset: 'X', scale: 0, rules });
  for (const account of ['P', 'Q']) keeper.ask({ t: 'open', ledger: 'wide', account });
  keeper.ask({ t: 'transfer', from: 'P', to: 'Q', amount: String(most) });
  const whole = String(2n * most);
  keeper.ask({ t: 'transfer', from: 'Q', to: 'P', amount: whole });
  keeper.ask({ t: 'reverse', tx: 5, amount: String(most) });
  keeper.ask({ t: 'reverse', tx: 5, amount: String(most) });
  for (let nth = 0; nth < 3; nth += 1) keeper.ask({ t: 'hold', from: 'Q', to: 'P', amount: whole });
  return keeper;
}

test('views hold amounts beyond 64 bits, whether they are held, moved or reversed (R11)', async () => {
  const fold = new Fold(wideBank().records);
  expect(fold.past(5)).toMatchObject({ sequel: { by: 7, reversed: 2n * most } });
  expect(fold.load(0).holds).toMatchObject([{ amount: 2n * most }]);
  await using files = await ViewsFiles.of(wideBank());
  for (let opening = 0; opening < 2; opening += 1) {
    await files.use(async (views, journal) => {
      expect(views.at).toBe(1);
      expect(await answersOf(views, journal.head.number, fold)).toEqual(rightAnswers(fold));
    });
  }
});
