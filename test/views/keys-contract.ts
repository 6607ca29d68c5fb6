import { expect, test } from 'vitest';
import { timeOrderedKey } from '../../shared/keys.ts';
import { noon } from '../ledger/bank.ts';
import { bank, type ViewsPlace } from './views-place.ts';

/** What all views remember of the idempotency keys. */
export function testKeysContract(make: () => Promise<ViewsPlace>): void {
  const [secondMs, hourMs] = [1_000, 3_600_000];
  const keyAt = (unixMs: number, random = 'aaaaaaaaaaaa'): string => timeOrderedKey(unixMs, random);
  const deposit = (key: string): Record<string, unknown> => ({
    t: 'deposit',
    account: 'A',
    amount: '1',
    key,
  });

  test('the floor is the greatest key that was of its time', async () => {
    await using place = await make();
    const keeper = bank();
    const floors = async (key: string, nowMs: number): Promise<string> => {
      keeper.ask(deposit(key), 'ann', nowMs);
      const { number } = await keeper.commit(place.journal);
      return (await place.views.load(number)).keys.floor;
    };
    expect(await floors('hand-made', noon)).toBe('');
    expect(await floors(keyAt(noon), noon)).toBe(keyAt(noon));
    expect(await floors(keyAt(noon - hourMs), noon)).toBe(keyAt(noon));
    expect(await floors(keyAt(noon, 'bbbbbbbbbbbb'), noon)).toBe(keyAt(noon, 'bbbbbbbbbbbb'));
    expect(await floors(keyAt(noon + hourMs), noon)).toBe(keyAt(noon, 'bbbbbbbbbbbb'));
    expect(await floors(keyAt(noon + 9 * secondMs), noon)).toBe(keyAt(noon + 9 * secondMs));
  });

  test('a refusal raises the floor as a transaction does', async () => {
    await using place = await make();
    const keeper = bank();
    keeper.ask({ t: 'withdraw', account: 'A', amount: '999', key: keyAt(noon) });
    const { number } = await keeper.commit(place.journal);
    expect((await place.views.load(number)).keys.floor).toBe(keyAt(noon));
  });

  test('a key ahead of its time leaves a mark until the floor has passed it', async () => {
    await using place = await make();
    const keeper = bank();
    const ahead = async (key: string, by: string, nowMs: number): Promise<readonly string[]> => {
      keeper.ask(deposit(key), by, nowMs);
      const { number } = await keeper.commit(place.journal);
      return (await place.views.load(number)).keys.ahead;
    };
    const [soon, later] = [noon + 60 * secondMs, noon + hourMs];
    const [soonSecond, laterSecond] = [soon / secondMs, later / secondMs];
    expect(await ahead(keyAt(soon), 'ann', noon)).toEqual([`${soonSecond} ann`]);
    expect(await ahead(keyAt(soon + 999), 'ann', noon)).toEqual([`${soonSecond} ann`]);
    expect(await ahead(keyAt(soon), 'bob', noon)).toEqual(
      expect.arrayContaining([`${soonSecond} ann`, `${soonSecond} bob`]),
    );
    expect((await ahead(keyAt(later), 'bob', noon))[0]).toBe(`${laterSecond} bob`);
    expect(await ahead(keyAt(soon, 'c'.repeat(12)), 'cyd', soon)).toHaveLength(3);
    expect(await ahead(keyAt(soon + secondMs), 'cyd', soon)).toEqual([`${laterSecond} bob`]);
  });
}
