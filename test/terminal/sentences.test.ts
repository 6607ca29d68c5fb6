import { describe, expect, it } from 'vitest';
import { paints } from '../../client/terminal/format/paint.ts';
import { accountsTable, renderResult } from '../../client/terminal/render-result.ts';
import { describeCommand } from '../../client/words/describe-command.ts';
import { describeFrom, describeTransaction } from '../../client/words/describe-transaction.ts';
import { dateAndTime } from '../../client/words/moments.ts';
import { CommandSchema } from '../../shared/commands.ts';
import { type Transaction, TransactionSchema } from '../../shared/transaction.ts';

const plain = paints(false);
const expires = '2026-02-01T18:00:00Z';

function tx(fields: object): Transaction {
  const rest = {
    seq: 14,
    at: '2026-01-31T12:00:00.000Z',
    key: 'k',
    by: 'anonymous',
    ledger: 'demo',
    legs: [],
  };
  return TransactionSchema.parse({ ...rest, ...fields });
}

function leg(account: string, delta: string, balance: string, available = balance): object {
  return { account, delta, balance, available, version: 2 };
}

const held = [leg('A', '0.00', '1000.00', '940.00')];
const moved = [leg('A', '-45.00', '955.00'), leg('B', '45.00', '545.00')];

/** Each with what it says of itself, and what it says in the history of A. */
const sentences: readonly (readonly [object, string, string])[] = [
  [
    { kind: 'hold', from: 'A', to: 'B', amount: '60.00', expires, memo: 'room', legs: held },
    `Held 60.00 of A for B until ${dateAndTime(expires)}: 940.00 of 1000.00 available "room" (#14)`,
    `hold of 60.00 for B until ${dateAndTime(expires)} "room"`,
  ],
  [
    { kind: 'capture', hold: 9, amount: '45.00', released: '15.00', legs: moved },
    'Captured 45.00 of hold #9, from A to B, 15.00 given back: A 955.00, B 545.00 (#14)',
    'capture of hold #9 to B, 15.00 given back',
  ],
  [
    { kind: 'capture', hold: 9, amount: '45.00', released: '0.00', legs: moved },
    'Captured 45.00 of hold #9, from A to B: A 955.00, B 545.00 (#14)',
    'capture of hold #9 to B',
  ],
  [
    { kind: 'release', hold: 9, released: '60.00', legs: [leg('A', '0.00', '1000.00')] },
    'Released hold #9, 60.00 of A: 1000.00 of 1000.00 available (#14)',
    'release of hold #9, 60.00 given back',
  ],
  [
    { kind: 'expire', hold: 9, released: '60.00', legs: [leg('A', '0.00', '1000.00')] },
    'Hold #9 expired, 60.00 of A: 1000.00 of 1000.00 available (#14)',
    'hold #9 expired, 60.00 given back',
  ],
  [
    {
      kind: 'reverse',
      reverses: 9,
      amount: '5.00',
      legs: [leg('B', '-5.00', '0.00'), leg('A', '5.00', '9.00')],
    },
    'Reversed 5.00 of #9, from B to A: B 0.00, A 9.00 (#14)',
    'reversal of #9 from B',
  ],
  [
    {
      kind: 'reverse',
      reverses: 9,
      amount: '5.00',
      legs: [leg('A', '-5.00', '4.00'), leg('@world:demo', '5.00', '-9.00')],
    },
    'Reversed 5.00 of #9, from A to @world:demo: A 4.00 (#14)',
    'reversal of #9',
  ],
  [
    { kind: 'freeze', account: 'A', side: 'debit', legs: held },
    'Froze A: nothing may leave it (#14)',
    'freeze: nothing may leave it',
  ],
  [{ kind: 'unfreeze', account: 'A', legs: held }, 'Unfroze A (#14)', 'unfreeze'],
  [{ kind: 'close', account: 'A', legs: held }, 'Closed A for ever (#14)', 'close'],
  [
    { kind: 'rules', account: 'A', rules: { kind: 'fixed', minBalance: '-100', maxPerDay: '250' } },
    'Set the rules of A: at most 250 out a day, at least -100 stays (#14)',
    'own rules: at most 250 out a day, at least -100 stays',
  ],
  [
    { kind: 'ledger', asset: 'EUR', scale: 2 },
    'Made ledger demo of EUR with 2 decimals, rules: none (#14)',
    'ledger',
  ],
];

describe('a transaction', () => {
  it.each(sentences)('%j is told in one line, and in a history', (fields, whole, inHistory) => {
    expect(describeTransaction(tx(fields))).toBe(whole);
    expect(describeFrom('A', tx(fields))).toBe(inHistory);
  });

  it('is told from the other side too', () => {
    const capture = tx({ kind: 'capture', hold: 9, amount: '45.00', released: '0.00', legs: moved });
    expect(describeFrom('B', capture)).toBe('capture of hold #9 from A');
  });

  it('shows nothing of the hub unescaped', () => {
    const hostile = tx({ kind: 'close', account: 'A\u001b[2J', memo: '\u202eb' });
    expect(describeTransaction(hostile)).toBe('Closed A\\u{1b}[2J for ever "\\u{202e}b" (#14)');
  });
});

it.each([
  [
    { t: 'hold', from: 'A', to: 'B', amount: '60', expires },
    `Hold 60 of A for B until ${dateAndTime(expires)}`,
  ],
  [{ t: 'capture', hold: 14 }, 'Capture hold #14'],
  [{ t: 'capture', hold: 14, amount: '5' }, 'Capture 5 of hold #14'],
  [{ t: 'reverse', tx: 13, amount: '5' }, 'Reverse 5 of #13'],
  [{ t: 'freeze', account: 'A', side: 'credit' }, 'Freeze A: nothing may come to it'],
  [{ t: 'rules', ledger: 'shop', rules: { kind: 'none' } }, 'Set the rules of ledger shop: none'],
])('the command %j is told in one line', (fields, sentence) => {
  expect(describeCommand(CommandSchema.parse({ id: 1, key: 'k', ...fields }))).toBe(sentence);
});

describe('a list of open holds', () => {
  const hold = {
    ...{ seq: 14, at: '2026-01-31T12:00:00.000Z', key: 'k', by: 'anonymous' },
    ...{ from: 'A', to: 'B', ledger: 'demo', asset: 'CNY', amount: '60.00' },
  };

  it('says when they end, and has memos where there are any', () => {
    const other = { ...hold, seq: 9, expires, memo: 'room\u202e' };
    expect(renderResult({ kind: 'holds', holds: [other, hold], more: false }, plain)).toEqual([
      ' #  From  To  Amount  Asset  Until                Memo',
      ` 9  A     B    60.00  CNY    ${dateAndTime(expires)}  room\\u{202e}`,
      '14  A     B    60.00  CNY',
    ]);
    expect(renderResult({ kind: 'holds', holds: [hold], more: false }, plain)[0]).toBe(
      ' #  From  To  Amount  Asset  Until',
    );
    expect(renderResult({ kind: 'holds', holds: [], more: false }, plain)).toEqual(['No open holds.']);
  });
});

it('a transaction that is shown tells what it did, its conditions, and what each account came to', () => {
  const deadline = '2026-02-01T18:00:00Z';
  const shown = tx({ kind: 'transfer', amount: '45.00', deadline, expect: { A: 1, B: 2 }, legs: moved });
  expect(renderResult({ kind: 'transaction', tx: shown }, plain)).toEqual([
    'Moved 45.00 from A to B: A 955.00, B 545.00 (#14)',
    `${dateAndTime(shown.at)} by anonymous in ledger demo, key k`,
    `not after ${dateAndTime(deadline)}`,
    'expected A at 1, B at 2',
    'Account  Change  Balance  Available  Version',
    'A        -45.00   955.00     955.00        2',
    'B        +45.00   545.00     545.00        2',
  ]);
});

describe('a table of balances', () => {
  const account = {
    account: 'A',
    ledger: 'demo',
    asset: 'CNY',
    balance: '9.00',
    available: '9.00',
    version: 1,
  };

  it('is as short as it was where nothing is special', () => {
    expect(accountsTable([account], plain)).toEqual([
      'Account  Balance  Asset  Ledger',
      'A           9.00  CNY    demo',
    ]);
  });

  it('shows what can be spent where that differs, and what is special about an account', () => {
    const lines = accountsTable(
      [
        { ...account, available: '4.00', frozen: 'debit', rules: { kind: 'fixed', minBalance: '-5' } },
        { ...account, account: 'B', closed: true },
      ],
      plain,
    );
    expect(lines).toEqual([
      'Account  Balance  Available  Asset  Ledger  Notes',
      'A           9.00       4.00  CNY    demo    frozen (debit), minBalance=-5',
      'B           9.00       9.00  CNY    demo    closed',
    ]);
  });
});

it('a balance of the past says what it is as of', () => {
  const past = {
    seq: 20,
    at: 8,
    account: 'A',
    ledger: 'demo',
    asset: 'CNY',
    balance: '9.00',
    available: '4.00',
    version: 3,
  };
  expect(renderResult({ kind: 'balance', past }, plain)).toEqual([
    'A held 9.00 CNY, 4.00 of it available after #8',
  ]);
  const none = { ...past, balance: '0.00', available: '0.00', version: 0 };
  expect(renderResult({ kind: 'balance', past: none }, plain)).toEqual([
    'A held nothing yet after #8: no money had moved there',
  ]);
  expect(renderResult({ kind: 'balance', past: { ...none, at: 0 } }, plain)).toEqual([
    'A held nothing yet before the first transaction: no money had moved there',
  ]);
});
