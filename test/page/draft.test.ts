import { describe, expect, test } from 'vitest';
import { afterwards, commandOf, type Draft, emptyDraft, limitsOf } from '../../client/browser/act/draft.ts';
import { hintOf, isReady, type Knowledge, problemOf } from '../../client/browser/act/draft-checks.ts';
import { CommandSchema } from '../../shared/commands.ts';
import type { Transaction } from '../../shared/transaction.ts';

const nowMs = Date.UTC(2026, 0, 31, 12);
const hold: Transaction = {
  seq: 14,
  at: '2026-01-31T11:00:00.000Z',
  key: 'k',
  kind: 'hold',
  by: 'anonymous',
  ledger: 'demo',
  from: 'A',
  to: 'B',
  amount: '60.00',
  legs: [{ account: 'A', delta: '0.00', balance: '100.00', available: '40.00', version: 2 }],
};
const transfer: Transaction = {
  ...hold,
  seq: 15,
  kind: 'transfer',
  legs: [
    { account: 'A', delta: '-60.00', balance: '40.00', available: '40.00', version: 3 },
    { account: 'B', delta: '60.00', balance: '60.00', available: '60.00', version: 1 },
  ],
};
const opening: Transaction = { ...hold, seq: 4, kind: 'deposit', by: '@hub' };
const known: Knowledge = {
  account: (account) =>
    account === 'A'
      ? {
          account,
          ledger: 'demo',
          asset: 'CNY',
          balance: '100.00',
          available: '40.00',
          version: 2,
          frozen: 'debit',
          rules: { kind: 'fixed', maxPerDay: '250.00' },
        }
      : undefined,
  transaction: (seq) => [opening, hold, transfer].find((tx) => tx.seq === seq),
};

function draft(fields: Partial<Draft>): Draft {
  return { ...emptyDraft, ...fields };
}

describe('what is filled in becomes the command', () => {
  test.for([
    [
      { kind: 'hold', account: 'A', to: 'B', amount: '5', minutes: '30' },
      { t: 'hold', from: 'A', to: 'B', amount: '5', expires: '2026-01-31T12:30:00.000Z' },
    ],
    [
      { kind: 'hold', account: 'A', to: 'B', amount: '5' },
      { t: 'hold', from: 'A', to: 'B', amount: '5' },
    ],
    [
      { kind: 'capture', seq: '#14', memo: ' done ' },
      { t: 'capture', hold: 14, memo: 'done' },
    ],
    [
      { kind: 'capture', seq: '14', amount: '5' },
      { t: 'capture', hold: 14, amount: '5' },
    ],
    [
      { kind: 'release', seq: '14', amount: '5' },
      { t: 'release', hold: 14 },
    ],
    [
      { kind: 'reverse', seq: '15', amount: '0.5' },
      { t: 'reverse', tx: 15, amount: '0.5' },
    ],
    [
      { kind: 'freeze', account: 'A', side: 'credit' },
      { t: 'freeze', account: 'A', side: 'credit' },
    ],
    [
      { kind: 'freeze', account: 'A' },
      { t: 'freeze', account: 'A', side: 'both' },
    ],
    [
      { kind: 'unfreeze', account: 'A', side: 'credit' },
      { t: 'unfreeze', account: 'A' },
    ],
    [
      { kind: 'close', account: 'A' },
      { t: 'close', account: 'A' },
    ],
    [
      { kind: 'open', account: 'D', ledger: 'demo' },
      { t: 'open', account: 'D', ledger: 'demo' },
    ],
    [
      { kind: 'rules', account: 'A', maxDeposit: '5', minBalance: '-1' },
      { t: 'rules', account: 'A', rules: { kind: 'fixed', maxDeposit: '5', minBalance: '-1' } },
    ],
    [
      { kind: 'rules', account: 'A' },
      { t: 'rules', account: 'A', rules: { kind: 'none' } },
    ],
  ] satisfies (readonly [Partial<Draft>, object])[])('%o', ([fields, command]) => {
    expect(isReady(draft(fields), known)).toBe(true);
    const fieldsOfIt = commandOf(draft(fields), nowMs);
    expect(fieldsOfIt).toEqual(command);
    expect(CommandSchema.safeParse({ ...fieldsOfIt, id: 0, key: 'k' }).success).toBe(true);
  });

  test('the limits that an account has are there to be typed over', () => {
    const prefilled = draft({ kind: 'rules', account: 'A', ...limitsOf(known.account('A')?.rules) });
    expect(commandOf(prefilled, nowMs)).toMatchObject({ rules: { kind: 'fixed', maxPerDay: '250.00' } });
  });

  test('what was done needs something to be typed before it is done again', () => {
    for (const kind of [
      'deposit',
      'hold',
      'open',
      'capture',
      'reverse',
      'freeze',
      'close',
      'rules',
    ] as const) {
      const done = draft({ kind, account: 'A', to: 'B', seq: '14', amount: '5', maxDeposit: '5' });
      expect(isReady(afterwards(done), known)).toBe(false);
    }
  });
});

describe('what cannot be is said before it is sent', () => {
  test.for([
    [{ kind: 'capture', seq: '' }, 'seq', 'is needed'],
    [{ kind: 'capture', seq: '0' }, 'seq', 'is not the number of a transaction such as 14'],
    [{ kind: 'release', seq: '15' }, 'seq', 'names no hold, but: transfer by anonymous'],
    [{ kind: 'reverse', seq: '14' }, 'seq', 'names what cannot be reversed: hold by anonymous'],
    [{ kind: 'reverse', seq: '4' }, 'seq', 'names what cannot be reversed: deposit by @hub'],
    [{ kind: 'capture', seq: '14', amount: '0.005' }, 'amount', 'has more than the 2 decimals of the ledger'],
    [{ kind: 'hold', account: 'A', to: 'B', amount: '' }, 'amount', 'is needed'],
    [{ kind: 'hold', minutes: '1.5' }, 'minutes', 'is not a whole number of minutes such as 60'],
    [{ kind: 'hold', minutes: '0' }, 'minutes', 'is not a whole number of minutes such as 60'],
    [{ kind: 'hold', account: 'A', to: 'A' }, 'to', 'is the same account'],
    [
      { kind: 'rules', account: 'A', maxDeposit: '0' },
      'maxDeposit',
      'is not an amount: a decimal string above zero such as "12.50"',
    ],
    [
      { kind: 'rules', account: 'A', minBalance: '-1.005' },
      'minBalance',
      'has more than the 2 decimals of CNY',
    ],
  ] satisfies (readonly [Partial<Draft>, keyof Draft, string])[])('%o', ([fields, field, problem]) => {
    expect(problemOf(draft(fields), field, known)).toBe(problem);
    expect(isReady(draft(fields), known)).toBe(false);
  });

  test('and what is known of an account or transaction is told', () => {
    expect(hintOf(draft({ kind: 'capture', seq: '14' }), 'seq', known)).toBe('Held 60.00 of A for B (#14)');
    expect(hintOf(draft({ kind: 'withdraw', account: 'A' }), 'account', known)).toBe(
      '40.00 CNY available. Frozen: nothing may leave it',
    );
    expect(hintOf(draft({ kind: 'rules', account: 'A' }), 'account', known)).toBe(
      'Its own limits now: at most 250.00 out a day',
    );
  });
});
