import { expect, test } from 'vitest';
import { contentOfCommand, contentOfRecord, differingField } from '../../server/ledger/content.ts';
import { recordOf } from '../../server/ledger/record.ts';
import { bankOf, byHub, command, submit } from './bank.ts';

const transfer = { t: 'transfer', from: 'A', to: 'B', amount: '5' };
const deposit = { t: 'deposit', account: 'A', amount: '5' };
const open = { t: 'open', account: 'N' };
const ledger = { t: 'ledger', ledger: 'shop', asset: 'EUR', scale: 2 };
const fixed = { kind: 'fixed', maxDeposit: '5', minBalance: '-1' };

function differing(one: Record<string, unknown>, other: Record<string, unknown>): string | undefined {
  return differingField(contentOfCommand(command(one)), contentOfCommand(command(other)));
}

test.each([
  ['another spelling of the amount', transfer, { ...transfer, amount: '5.00' }],
  ['another request id and key', transfer, { ...transfer, id: 'other', key: 'other' }],
  [
    'another order of expected accounts',
    { ...transfer, expect: { A: 1, B: 2 } },
    { ...transfer, expect: { B: 2, A: 1 } },
  ],
  ['the default ledger named', open, { ...open, ledger: 'main' }],
  ['the default rules named', ledger, { ...ledger, rules: { kind: 'none' } }],
  [
    'another spelling of a limit',
    { ...ledger, rules: fixed },
    { ...ledger, rules: { ...fixed, maxDeposit: '5.0' } },
  ],
  [
    'another order of limits',
    { ...ledger, rules: fixed },
    { ...ledger, rules: { minBalance: '-1', maxDeposit: '5', kind: 'fixed' } },
  ],
])('%s is the same content (R51)', (_, one, other) => {
  expect(differing(one, other)).toBe(undefined);
  expect(differing(other, one)).toBe(undefined);
});

test.each([
  ['t', deposit, { ...deposit, t: 'withdraw' }],
  ['amount', transfer, { ...transfer, amount: '5.01' }],
  ['from', transfer, { ...transfer, from: 'C' }],
  ['to', transfer, { ...transfer, to: 'C' }],
  ['account', deposit, { ...deposit, account: 'B' }],
  ['memo', transfer, { ...transfer, memo: '' }],
  ['memo', { ...transfer, memo: 'rent' }, { ...transfer, memo: 'rent ' }],
  ['deadline', transfer, { ...transfer, deadline: '2026-01-31T12:00:00Z' }],
  [
    'deadline',
    { ...transfer, deadline: '2026-01-31T12:00:00Z' },
    { ...transfer, deadline: '2026-01-31T12:00:00.000Z' },
  ],
  ['expect', transfer, { ...transfer, expect: {} }],
  ['expect', { ...transfer, expect: { A: 1 } }, { ...transfer, expect: { A: 2 } }],
  ['ledger', open, { ...open, ledger: 'demo' }],
  ['asset', ledger, { ...ledger, asset: 'USD' }],
  ['scale', ledger, { ...ledger, scale: 3 }],
  ['rules', ledger, { ...ledger, rules: { kind: 'peers' } }],
  ['rules', { ...ledger, rules: fixed }, { ...ledger, rules: { ...fixed, maxDeposit: '50' } }],
])('another %s is other content, and is named (R51, R52)', (field, one, other) => {
  expect(differing(one, other)).toBe(field);
  expect(differing(other, one)).toBe(field);
});

test('the record of a refusal has the content of the command that was refused (R50)', () => {
  const state = bankOf({ kind: 'none' }, 2, { A: '1', B: '0' });
  const asked = { ...transfer, amount: '5.00', memo: 'rent', expect: { B: 0 } };
  const record = recordOf(submit(state, asked));
  expect(record).toContain('insufficient_funds');
  expect(differingField(contentOfCommand(command({ ...asked, amount: '5' })), contentOfRecord(record))).toBe(
    undefined,
  );
  expect(differingField(contentOfCommand(command(deposit)), contentOfRecord(record))).toBe('t');
});

test('the record of a movement tells who gave and who took (R31)', () => {
  const state = bankOf({ kind: 'none' }, 2, { A: '100', B: '0' });
  byHub(state, { t: 'open', account: 'C', ledger: 'bank' });
  for (const asked of [transfer, deposit, { ...deposit, t: 'withdraw' }]) {
    const content = contentOfRecord(recordOf(submit(state, asked)));
    expect(differingField(contentOfCommand(command(asked)), content)).toBe(undefined);
    const swapped = 'from' in asked ? { ...asked, from: 'B', to: 'A' } : { ...asked, account: 'B' };
    expect(differingField(contentOfCommand(command(swapped)), content)).toMatch(/^(from|account)$/);
  }
});
