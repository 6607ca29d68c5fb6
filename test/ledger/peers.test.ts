import assert from 'node:assert';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatMoney } from '../../shared/money.ts';
import { runs } from '../support/runs.ts';
import { bankOf, codeOf, submit } from './bank.ts';

/** The demo bank's rule as its source has it: whole amounts, floating point, every account looked at. */
function checkAmount(balances: ReadonlyMap<string, number>, account: string, op: 'D' | 'W', amount: number) {
  const all = [...balances.values()];
  const total = all.reduce((sum, each) => sum + each, 0) - Math.min(...all);
  const others = [...balances].filter(([id]) => id !== account).map(([, balance]) => balance);
  if (op === 'D' && amount > total * 0.5) return 'limit_deposit';
  if (op === 'W' && amount > Math.max(...others)) return 'limit_withdraw';
  if (op === 'W' && amount > (balances.get(account) ?? 0)) return 'insufficient_funds';
  return undefined;
}

const ids = ['A', 'B', 'C', 'D', 'E'];

test('peers allows what the formula of the demo bank allows, to the unit (R42)', () => {
  const asked = fc.record({
    balances: fc.array(fc.nat({ max: 40 }), { minLength: 2, maxLength: ids.length }),
    account: fc.nat({ max: 1 }),
    op: fc.constantFrom('D' as const, 'W' as const),
    amount: fc.integer({ min: 1, max: 90 }),
    scale: fc.nat({ max: 12 }),
  });
  const met = new Set<string | undefined>();
  fc.assert(
    fc.property(asked, ({ balances, account: nth, op, amount, scale }) => {
      const account = ids[nth] ?? '';
      const held = new Map(balances.map((balance, index) => [ids[index] ?? '', balance]));
      const texts = [...held].map(([id, minor]) => [
        id,
        minor === 0 ? '0' : formatMoney(BigInt(minor), scale),
      ]);
      const bank = bankOf({ kind: 'peers' }, scale, Object.fromEntries(texts));
      const code = codeOf(bank, {
        t: op === 'D' ? 'deposit' : 'withdraw',
        account,
        amount: formatMoney(BigInt(amount), scale),
      });
      assert.equal(code, checkAmount(held, account, op, amount));
      met.add(code);
    }),
    runs(1_000),
  );
  expect(met).toEqual(new Set([undefined, 'limit_deposit', 'limit_withdraw', 'insufficient_funds']));
});

test('the demo bank takes at most 900.00 into A and gives at most 800.00 from it (R42)', () => {
  const bank = bankOf({ kind: 'peers' }, 2, { A: '1000', B: '500', C: '800' });
  expect(codeOf(bank, { t: 'deposit', account: 'A', amount: '900' })).toBe(undefined);
  expect(codeOf(bank, { t: 'withdraw', account: 'A', amount: '800' })).toBe(undefined);
  expect(submit(bank, { t: 'deposit', account: 'A', amount: '900.01' })).toMatchObject({
    code: 'limit_deposit',
    message: 'at most 900.00 may be deposited now, 900.01 asked',
  });
  expect(submit(bank, { t: 'withdraw', account: 'A', amount: '800.01' })).toMatchObject({
    code: 'limit_withdraw',
    message: 'at most 800.00 may be withdrawn now, 800.01 asked',
  });
  expect(submit(bank, { t: 'withdraw', account: 'B', amount: '500.01' })).toMatchObject({
    code: 'insufficient_funds',
    message: 'B holds 500.00, 500.01 asked',
  });
});

test('peers sets no limit to a transfer but funds (R42)', () => {
  const bank = bankOf({ kind: 'peers' }, 0, { A: '1', B: '1000' });
  expect(codeOf(bank, { t: 'transfer', from: 'B', to: 'A', amount: '1000' })).toBe(undefined);
  expect(codeOf(bank, { t: 'transfer', from: 'B', to: 'A', amount: '1001' })).toBe('insufficient_funds');
});

test('an account alone under peers can deposit and withdraw nothing (R42)', () => {
  const bank = bankOf({ kind: 'peers' }, 0, { A: '10' });
  expect(codeOf(bank, { t: 'deposit', account: 'A', amount: '1' })).toBe('limit_deposit');
  expect(codeOf(bank, { t: 'withdraw', account: 'A', amount: '1' })).toBe('limit_withdraw');
});
