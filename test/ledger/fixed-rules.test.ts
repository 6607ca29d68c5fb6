import { expect, test } from 'vitest';
import { emptyState } from '../../server/ledger/state.ts';
import { minorMax } from '../../shared/money.ts';
import type { Rules } from '../../shared/rules.ts';
import { bankOf, byHub, codeOf, submit } from './bank.ts';

const deposit = (amount: string): Record<string, unknown> => ({ t: 'deposit', account: 'A', amount });
const withdraw = (amount: string): Record<string, unknown> => ({ t: 'withdraw', account: 'A', amount });
const transfer = (amount: string): Record<string, unknown> => ({ t: 'transfer', from: 'A', to: 'B', amount });

function bank(rules: Omit<Extract<Rules, { kind: 'fixed' }>, 'kind'>) {
  return bankOf({ kind: 'fixed', ...rules }, 2, { A: '100', B: '50' });
}

test.each([
  { name: 'maxDeposit', ask: deposit, code: 'limit_deposit' },
  { name: 'maxWithdraw', ask: withdraw, code: 'limit_withdraw' },
  { name: 'maxTransfer', ask: transfer, code: 'limit_transfer' },
])('$name is the largest movement that passes (R41)', ({ name, ask, code }) => {
  const state = bank({ [name]: '10.5' });
  expect(codeOf(state, ask('10.50'))).toBe(undefined);
  expect(codeOf(state, ask('10.51'))).toBe(code);
});

test('limits that are not given do not limit, and those of one movement not another (R41)', () => {
  const state = bank({ maxDeposit: '1' });
  for (const ask of [withdraw, transfer]) expect(codeOf(state, ask('100'))).toBe(undefined);
  expect(codeOf(bank({}), deposit('1000000'))).toBe(undefined);
});

test('maxBalance bounds whoever takes, with the code of the movement (R41)', () => {
  const state = bank({ maxBalance: '120' });
  expect(codeOf(state, deposit('20'))).toBe(undefined);
  expect(submit(state, deposit('20.01'))).toMatchObject({
    code: 'limit_deposit',
    message: 'A may hold at most 120.00',
  });
  expect(codeOf(state, transfer('70'))).toBe(undefined);
  expect(codeOf(state, transfer('70.01'))).toBe('limit_transfer');
  expect(codeOf(state, withdraw('100'))).toBe(undefined);
});

test('minBalance is what an account must keep, and may let it go below zero (R41)', () => {
  const keeping = bank({ minBalance: '30' });
  expect(codeOf(keeping, withdraw('70'))).toBe(undefined);
  expect(submit(keeping, transfer('70.01'))).toMatchObject({
    code: 'insufficient_funds',
    message: 'A holds 100.00 and must keep 30.00, 70.01 asked',
  });
  const lending = bank({ minBalance: '-30' });
  expect(codeOf(lending, withdraw('130'))).toBe(undefined);
  expect(codeOf(lending, withdraw('130.01'))).toBe('insufficient_funds');
});

test('a system account has no limits (R43)', () => {
  const state = bankOf({ kind: 'fixed', minBalance: '-30', maxBalance: '10' }, 0, { A: '0' });
  expect(codeOf(state, withdraw('30'))).toBe(undefined);
});

test('the hub is not held to limits, but to funds like everyone (R38)', () => {
  const state = bank({ maxDeposit: '1', maxWithdraw: '1', maxTransfer: '1', maxBalance: '1' });
  for (const ask of [deposit, transfer, withdraw]) expect(() => byHub(state, ask('50'))).not.toThrow();
  expect(() => byHub(state, withdraw('1000'))).toThrow('holds');
});

test('limits that the ledger cannot hold are refused, and nothing is made (R43)', () => {
  const state = emptyState();
  const ledger = { t: 'ledger', ledger: 'bank', asset: 'CNY', scale: 2 };
  const beyond = (minorMax / 100n + 1n).toString();
  expect(submit(state, { ...ledger, rules: { kind: 'fixed', maxDeposit: '0.001' } })).toMatchObject({
    code: 'amount_precision',
    message: 'rules: maxDeposit has more than 2 decimals',
  });
  expect(submit(state, { ...ledger, rules: { kind: 'fixed', minBalance: `-${beyond}` } })).toMatchObject({
    code: 'overflow',
    message: 'rules: minBalance is beyond the signed 64-bit range',
  });
  expect(state).toEqual(emptyState());
});
