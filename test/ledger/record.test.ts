import { expect, test } from 'vitest';
import { isRefusal, parseRecord, recordOf } from '../../server/ledger/record.ts';
import { isoTime } from '../../server/ledger/time.ts';
import { bankOf, noon, submit } from './bank.ts';

test('the record of a refusal keeps the command without its request id (R13)', () => {
  const state = bankOf({ kind: 'none' }, 2, { A: '1' });
  const record = recordOf(
    submit(state, { id: 'mine', t: 'withdraw', account: 'A', amount: '2', memo: 'a "b"' }),
  );
  expect(isRefusal(record)).toBe(true);
  expect(JSON.parse(record)).toEqual({
    refused: { code: 'insufficient_funds', message: 'A holds 1.00, 2.00 asked' },
    at: '2026-01-31T12:00:00.000Z',
    by: 'anonymous',
    command: { t: 'withdraw', key: 'key', account: 'A', amount: '2', memo: 'a "b"' },
  });
});

test.each([
  ['not JSON', '{"seq":1'],
  ['no object', 'null'],
  ['a transaction without legs', '{"seq":1,"at":"","key":"k","kind":"open","by":"x","ledger":"L"}'],
  [
    'a transaction of an unknown kind',
    '{"seq":1,"at":"","key":"k","kind":"gift","by":"x","ledger":"L","legs":[]}',
  ],
  [
    'a transaction below the first seq',
    '{"seq":0,"at":"","key":"k","kind":"open","by":"x","ledger":"L","legs":[]}',
  ],
  [
    'money that is a number',
    '{"seq":1,"at":"","key":"k","kind":"deposit","by":"x","ledger":"L","legs":[{"account":"A","delta":5}]}',
  ],
  [
    'a refusal with an unknown code',
    '{"refused":{"code":"no","message":""},"at":"","by":"x","command":{"t":"open","key":"k"}}',
  ],
  ['a refusal without a command', '{"refused":{"code":"conflict","message":""},"at":"","by":"x"}'],
])('a record that is %s is not read', (_, record) => {
  expect(() => parseRecord(record)).toThrow();
});

test('times are ISO 8601 in UTC with milliseconds, also when they repeat (R17)', () => {
  for (const ms of [noon, noon, noon + 1, 0, noon]) expect(isoTime(ms)).toBe(new Date(ms).toISOString());
});
