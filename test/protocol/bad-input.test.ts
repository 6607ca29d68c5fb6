import { expect, test } from 'vitest';
import { decodeFrame } from '../../shared/codec.ts';
import { accountsPerRequestMax, accountsPerWatchMax } from '../../shared/limits.ts';

const deposit = { t: 'deposit', id: 7, key: 'k', account: 'A', amount: '1' };
const transfer = { t: 'transfer', id: 7, key: 'k', from: 'A', to: 'B', amount: '1' };
const ledger = { t: 'ledger', id: 7, key: 'k', ledger: 'L', asset: 'EUR', scale: 2 };
const watch = { t: 'watch', id: 7, accounts: ['A'] };

const notAnAmount = 'amount is not an amount: a decimal string above zero such as "12.50"';
const notAnId = 'is not an id: 1..64 of A-Z a-z 0-9 _ . : - , first a letter or digit';
const notAKey = 'key is not a key: 1..64 of A-Z a-z 0-9 _ . : -';
const notAMemo = 'memo is not a memo: at most 140 printable characters';
const notATime = 'deadline is not a time such as "2026-01-31T12:00:00Z"';

function ids(count: number): string[] {
  return Array.from({ length: count }, (_, nth) => `a${nth}`);
}

test.each<[string, Record<string, unknown>, string]>([
  ['no type', { id: 7 }, 't is missing'],
  ['an unknown type', { t: 'gift', id: 7 }, 'unknown request type "gift" in t'],
  ['a type in capitals', { t: 'PING', id: 7 }, 'unknown request type "PING" in t'],
  ['a type that is no text', { t: 5, id: 7 }, 'unknown request type in t'],
  ['a type that is no word', { t: 'a b<i>\u0000', id: 7 }, 'unknown request type in t'],
  ['a type that is long', { t: 'g'.repeat(33), id: 7 }, 'unknown request type in t'],
  ['the type __proto__', { t: '__proto__', id: 7 }, 'unknown request type "__proto__" in t'],
  ['the type constructor', { t: 'constructor', id: 7 }, 'unknown request type "constructor" in t'],

  ['a missing field', { ...deposit, account: undefined }, 'account is missing'],
  ['no amount', { ...deposit, amount: undefined }, 'amount is missing'],
  ['no key', { ...deposit, key: undefined }, 'key is missing'],
  ['no time', { t: 'statement', id: 7, account: 'A' }, 'from is missing'],
  ['an extra field', { ...deposit, note: 'x' }, 'unknown field "note"'],
  ['a field in capitals', { ...deposit, MEMO: 'x' }, 'unknown field "MEMO"'],
  ['a field of another request', { ...deposit, from: 'A' }, 'unknown field "from"'],
  ['a key on a question', { t: 'get', id: 7, key: 'k', accounts: ['A'] }, 'unknown field "key"'],

  ['the amount 0', { ...deposit, amount: '0' }, notAnAmount],
  ['the amount 0.00', { ...deposit, amount: '0.00' }, notAnAmount],
  ['the amount -1', { ...deposit, amount: '-1' }, notAnAmount],
  ['the amount 1e3', { ...deposit, amount: '1e3' }, notAnAmount],
  ['an empty amount', { ...deposit, amount: '' }, notAnAmount],
  ['an amount with a line break', { ...deposit, amount: '1\n' }, notAnAmount],
  ['an amount that is a number', { ...deposit, amount: 5 }, 'amount must be a string'],
  ['an amount that is null', { ...deposit, amount: null }, 'amount must be a string'],
  ['an amount of 65 digits', { ...deposit, amount: '9'.repeat(65) }, 'amount is longer than 64'],
  ['an amount of 60,000 digits', { ...deposit, amount: '9'.repeat(60_000) }, 'amount is longer than 64'],

  ['an account with a space', { ...deposit, account: 'a b' }, `account ${notAnId}`],
  ['an account with a control character', { ...deposit, account: 'a\u0007' }, `account ${notAnId}`],
  ['an account with NUL', { ...deposit, account: 'a\u0000' }, `account ${notAnId}`],
  ['an account that is a lone surrogate', { ...deposit, account: '\ud800' }, `account ${notAnId}`],
  ['the account __proto__', { ...deposit, account: '__proto__' }, `account ${notAnId}`],
  ['a system account', { ...deposit, account: '@world:demo' }, `account ${notAnId}`],
  ['an account of 65 characters', { ...transfer, to: 'x'.repeat(65) }, `to ${notAnId}`],
  ['a huge account', { ...transfer, from: 'x'.repeat(60_000) }, `from ${notAnId}`],
  ['an account that is a list', { ...deposit, account: ['A'] }, 'account must be a string'],

  ['a key with a space', { ...deposit, key: 'a b' }, notAKey],
  ['an empty key', { ...deposit, key: '' }, notAKey],
  ['a key of 65 characters', { ...deposit, key: 'x'.repeat(65) }, notAKey],
  ['a memo of two lines', { ...deposit, memo: 'a\nb' }, notAMemo],
  ['a memo with a lone surrogate', { ...deposit, memo: '\udfff' }, notAMemo],
  ['a memo of 141 characters', { ...deposit, memo: 'x'.repeat(141) }, notAMemo],
  ['a deadline that is no time', { ...deposit, deadline: 'tomorrow' }, notATime],
  ['a deadline with an offset', { ...deposit, deadline: '2026-01-31T12:00:00+01:00' }, notATime],
  ['a deadline that is a number', { ...deposit, deadline: 1_769_860_800_000 }, notATime],
  ['an expectation that is a list', { ...deposit, expect: [] }, 'expect must be a record'],
  ['an expected version that is text', { ...deposit, expect: { A: '1' } }, 'expect.A is not a number'],
  ['an expected version below 0', { ...deposit, expect: { A: -1 } }, 'expect.A is less than 0'],
  ['an expectation of no id', { ...deposit, expect: { 'a b': 1 } }, 'something in expect is not valid'],
  [
    'too many expectations',
    { ...deposit, expect: Object.fromEntries(ids(accountsPerRequestMax + 1).map((id) => [id, 0])) },
    'expect names too many accounts',
  ],

  ['a scale of 13', { ...ledger, scale: 13 }, 'scale is more than 12'],
  ['a scale of half', { ...ledger, scale: 0.5 }, 'scale must be an int'],
  ['unknown rules', { ...ledger, rules: { kind: 'free' } }, 'rules.kind is not valid'],
  [
    'limits without fixed',
    { ...ledger, rules: { kind: 'none', maxDeposit: '1' } },
    'unknown field "maxDeposit"',
  ],
  [
    'a limit of zero',
    { ...ledger, rules: { kind: 'fixed', maxDeposit: '0' } },
    'rules.maxDeposit is not an amount: a decimal string above zero such as "12.50"',
  ],

  [
    'an account id that is none',
    { t: 'get', id: 7, accounts: ['A', 'a b'] },
    'accounts[1] is not an account id',
  ],
  ['no accounts', { t: 'get', id: 7, accounts: [] }, 'accounts has fewer than 1 items'],
  [
    'too many accounts',
    { t: 'get', id: 7, accounts: ids(accountsPerRequestMax + 1) },
    'accounts has more than 1000 items',
  ],
  ['a page of 0', { t: 'list', id: 7, limit: 0 }, 'limit is less than 1'],
  ['a page of 1,001', { t: 'list', id: 7, limit: 1_001 }, 'limit is more than 1000'],
  [
    'both ends of a history',
    { t: 'history', id: 7, account: 'A', before: 9, after: 1 },
    'after is not to be given together with before',
  ],
  ['a watch of nothing', { t: 'watch', id: 7 }, 'accounts is wanted, or ledger: exactly one of them'],
  ['a watch of both', { ...watch, ledger: 'L' }, 'accounts is wanted, or ledger: exactly one of them'],
  ['a watch of too many', { ...watch, accounts: ids(accountsPerWatchMax + 1) }, 'accounts is not valid'],
  ['a watch of all by another name', { ...watch, accounts: 'all' }, 'accounts is not valid'],
  ['an unknown mode', { ...watch, mode: 'some' }, 'mode is none of all, latest'],
  ['since without a seq', { ...watch, since: { epoch: 'e' } }, 'since.seq is not a number'],
  ['since with an extra field', { ...watch, since: { epoch: 'e', seq: 1, at: 1 } }, 'unknown field "at"'],
  ['watch 0', { t: 'unwatch', id: 7, watch: 0 }, 'watch is less than 1'],
])('%s is a bad request (R5, R18)', (_, request, message) => {
  expect(decodeFrame(JSON.stringify(request))).toEqual([{ ok: false, id: 7, message }]);
});

test('30 digits have the shape of an amount: whether they fit is not a question of shape (R11)', () => {
  for (const amount of ['9'.repeat(30), '9'.repeat(64), '1.005', `0.${'0'.repeat(61)}1`]) {
    expect(decodeFrame(JSON.stringify({ ...deposit, amount }))).toMatchObject([{ ok: true }]);
  }
});

test('the bounds of lists are reached and not passed', () => {
  const full = [
    { t: 'get', id: 7, accounts: ids(accountsPerRequestMax) },
    { ...watch, accounts: ids(accountsPerWatchMax) },
    { ...deposit, expect: Object.fromEntries(ids(accountsPerRequestMax).map((id) => [id, 0])) },
  ];
  for (const request of full) expect(decodeFrame(JSON.stringify(request))).toMatchObject([{ ok: true }]);
});

test.each([
  ['lists', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, null],
  ['objects', `${'{"id":'.repeat(8_000)}1${'}'.repeat(8_000)}`, null],
  ['lists in a field', `{"t":"ping","id":7,"x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, 7],
  [
    'objects in an amount',
    `{"t":"deposit","id":7,"key":"k","account":"A","amount":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`,
    7,
  ],
])('deep %s are answered, not fallen into (R5)', (_, text, id) => {
  expect(decodeFrame(text)).toMatchObject([{ ok: false, id }]);
});

test('of a token that is none nothing is repeated (R130)', () => {
  expect(decodeFrame('{"t":"hello","id":7,"token":"se cret"}')).toEqual([
    { ok: false, id: 7, message: 'token is not a token: visible ASCII without spaces' },
  ]);
});
