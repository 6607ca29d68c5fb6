import { describe, expect, test } from 'vitest';
import { describeFrom, describeTransaction } from '../../client/words/describe-transaction.ts';
import type { Leg, Transaction } from '../../shared/transaction.ts';

function leg(account: string, delta: string): Leg {
  return { account, delta, balance: '900.00', available: '840.00', version: 2 };
}

function tx(fields: Partial<Transaction>): Transaction {
  const at = '2026-01-31T12:00:00.000Z';
  return { seq: 20, at, key: 'k', kind: 'transfer', by: 'anonymous', ledger: 'demo', legs: [], ...fields };
}

const moved = [leg('A', '-45.00'), leg('B', '45.00')];
const still = [leg('A', '0.00')];

describe('a transaction in words, and as each of its accounts sees it', () => {
  test.for([
    [
      tx({ kind: 'hold', from: 'A', to: 'B', amount: '60.00', legs: still }),
      'Held 60.00 of A for B: available 840.00 (#20)',
      'hold of 60.00 for B',
      undefined,
    ],
    [
      tx({ kind: 'capture', hold: 14, amount: '45.00', released: '15.00', legs: moved }),
      'Captured 45.00 of hold #14, from A to B: A 900.00, B 900.00 (#20)',
      'capture of hold #14 to B',
      'capture of hold #14 from A',
    ],
    [
      tx({ kind: 'release', hold: 14, released: '60.00', legs: still }),
      'Released hold #14, 60.00 of A: available 840.00 (#20)',
      'release of hold #14: 60.00 back',
      undefined,
    ],
    [
      tx({ kind: 'expire', hold: 14, released: '60.00', legs: still }),
      'Hold #14 expired, 60.00 of A: available 840.00 (#20)',
      'hold #14 expired: 60.00 back',
      undefined,
    ],
    [
      tx({ kind: 'reverse', reverses: 13, amount: '45.00', memo: 'broken', legs: moved }),
      'Reversed 45.00 of #13, from A to B: A 900.00, B 900.00 "broken" (#20)',
      'reversal of #13 to B "broken"',
      'reversal of #13 from A "broken"',
    ],
    [
      tx({
        kind: 'reverse',
        reverses: 13,
        amount: '45.00',
        legs: [leg('A', '-45.00'), leg('@world:demo', '45.00')],
      }),
      'Reversed 45.00 of #13, from A to @world:demo: A 900.00, @world:demo 900.00 (#20)',
      'reversal of #13',
      undefined,
    ],
    [
      tx({ kind: 'freeze', account: 'A', side: 'debit', legs: still }),
      'Froze A: nothing may leave it (#20)',
      'freeze: nothing may leave it',
      undefined,
    ],
    [
      tx({
        kind: 'rules',
        account: 'A',
        rules: { kind: 'fixed', maxPerDay: '250.00', minBalance: '-100.00' },
      }),
      'Set the rules of A: at most 250.00 out a day, at least -100.00 stays (#20)',
      'own rules: at most 250.00 out a day, at least -100.00 stays',
      undefined,
    ],
    [
      tx({ kind: 'rules', account: 'A', rules: { kind: 'none' } }),
      'Set the rules of A: none (#20)',
      'own rules: none',
      undefined,
    ],
    [tx({ kind: 'close', account: 'A', legs: still }), 'Closed A (#20)', 'close', undefined],
  ] as const)('%o', ([transaction, told, asA, asB]) => {
    expect(describeTransaction(transaction)).toBe(told);
    expect(describeFrom('A', transaction)).toBe(asA);
    if (asB !== undefined) expect(describeFrom('B', transaction)).toBe(asB);
  });

  test('nothing in them can move a cursor or hide', () => {
    const hostile = tx({ kind: 'hold', from: 'A', to: '\u001b[2J', amount: '1\u202e', legs: still });
    expect(describeFrom('A', hostile)).toBe('hold of 1\\u{202e} for \\u{1b}[2J');
  });
});
