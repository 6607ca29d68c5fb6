import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { books, newKey, openAccounts, stateOf } from '../support/teller.ts';

/** JSON that is not a request: `bad_request`, with nothing done and the connection as good as before. */

const server = await ServerProcess.start({ args: ['--no-demo'] });
let client: RawClient;
beforeAll(async () => {
  client = await RawClient.connect(server.url);
  await openAccounts(client, 'bank', { X: '100', Y: '0' });
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const deposit = { t: 'deposit', id: 1, key: 'never', account: 'X', amount: '1' };
const badIds = [
  'a b',
  ' X',
  'X\n',
  'X\u0000',
  '\u0007',
  '\ud800',
  '__proto__',
  '-a',
  '.',
  '',
  '元',
  'a'.repeat(65),
  '@world:bank',
  5,
  null,
  ['X'],
];

/** Each value in the place of a field of a right request. */
function inField(request: object, field: string, values: readonly unknown[]): [string, string][] {
  return values.map((value) => {
    const text = JSON.stringify({ ...request, [field]: value });
    return [`${field} ${JSON.stringify(value)}`, text];
  });
}

const amounts = [
  '0',
  '-1',
  '+1',
  '1e3',
  '0x10',
  '',
  ' ',
  '1.',
  '.5',
  '01',
  '1,5',
  '1 ',
  '0.00',
  'NaN',
  'Infinity',
  '١',
  '1'.repeat(65),
  5,
  1e21,
  null,
  true,
  ['1'],
  {},
];

const malformed: readonly (readonly [string, string])[] = [
  ...inField(deposit, 'amount', amounts),
  ...inField(deposit, 'account', badIds),
  ...inField({ t: 'transfer', id: 1, key: 'never', from: 'X', to: 'Y', amount: '1' }, 'to', badIds),
  ...inField({ t: 'open', id: 1, key: 'never', account: 'new' }, 'ledger', badIds),
  ...inField(deposit, 'key', ['', 'a b', 'a\n', 'é', 'k'.repeat(65), '/', 5, null]),
  ...inField(deposit, 'memo', [
    5,
    null,
    {},
    'line\nbreak',
    'a\u0007',
    '\u202e',
    '\ufeff',
    '\u2028',
    '\ud800',
    'm'.repeat(141),
    '😀'.repeat(141),
  ]),
  ...inField(deposit, 'deadline', [
    'tomorrow',
    '',
    '2126-01-31',
    '2126-01-31T12:00:00',
    '2126-01-31T12:00:00+00:00',
    '2126-02-30T12:00:00Z',
    '2126-01-31 12:00:00Z',
    4_924_000_000_000,
    null,
  ]),
  ...inField(deposit, 'expect', [
    [],
    'X',
    { X: -1 },
    { X: 1.5 },
    { X: '1' },
    { X: null },
    { 'a b': 1 },
    null,
  ]),
  ...inField({ t: 'ledger', id: 1, key: 'never', ledger: 'new', asset: 'CNY' }, 'scale', [
    -1,
    13,
    1.5,
    '2',
    null,
  ]),
  ...inField({ t: 'ledger', id: 1, key: 'never', ledger: 'new', scale: 2 }, 'asset', [
    '',
    'C NY',
    '元',
    'A'.repeat(17),
    5,
  ]),
  ...inField({ t: 'ledger', id: 1, key: 'never', ledger: 'new', asset: 'CNY', scale: 2 }, 'rules', [
    'none',
    {},
    { kind: 'x' },
    { kind: 'none', maxDeposit: '1' },
    { kind: 'peers', minBalance: '0' },
    { kind: 'fixed', maxDeposit: '0' },
    { kind: 'fixed', maxDeposit: 5 },
    { kind: 'fixed', other: '1' },
  ]),
  ...inField({ t: 'get', id: 1 }, 'accounts', [
    [],
    'X',
    ['X', 5],
    ['a b'],
    ['@nobody'],
    Array(1001).fill('X'),
    undefined,
  ]),
  ...inField({ t: 'list', id: 1 }, 'limit', [0, -1, 1.5, 1001, '10', null]),
  ...inField({ t: 'history', id: 1, account: 'X' }, 'before', [-1, 1.5, '5', null]),
  ...inField({ t: 'watch', id: 1 }, 'accounts', [[], 'X', 'all', ['*'], Array(10_001).fill('X'), undefined]),
  ...inField({ t: 'watch', id: 1, accounts: '*' }, 'mode', ['', 'every', null]),
  ...inField({ t: 'watch', id: 1, accounts: '*' }, 'since', [
    5,
    {},
    { epoch: 'e' },
    { seq: 1 },
    { epoch: '', seq: 1 },
    { epoch: 'e', seq: -1 },
    { epoch: 'e', seq: 1, x: 1 },
  ]),
  ...inField({ t: 'unwatch', id: 1 }, 'watch', [0, 1, 99, '1', null, undefined]),
  ['bounds on both sides', '{"t":"history","id":1,"account":"X","before":5,"after":1}'],
  ['accounts and a ledger to watch', '{"t":"watch","id":1,"accounts":"*","ledger":"bank"}'],
  ['no type', '{"id":1}'],
  ...['', 'Deposit', 'nothing', '__proto__', 'constructor'].map(
    (t) => [`type ${t}`, JSON.stringify({ ...deposit, t })] as const,
  ),
  ...['t', 'key', 'account', 'amount'].map(
    (field) => [`missing ${field}`, JSON.stringify({ ...deposit, [field]: undefined })] as const,
  ),
  ['extra field', JSON.stringify({ ...deposit, colour: 'red' })],
  ['field of another command', JSON.stringify({ ...deposit, to: 'Y' })],
  ['extra field __proto__', '{"t":"deposit","id":1,"key":"never","account":"X","amount":"1","__proto__":{}}'],
  [
    'version of __proto__',
    '{"t":"deposit","id":1,"key":"never","account":"X","amount":"1","expect":{"__proto__":1}}',
  ],
  ['duplicate amount', '{"t":"deposit","id":1,"key":"never","account":"X","amount":"1","amount":"2"}'],
  [
    'duplicate of the same value',
    '{"t":"deposit","id":1,"key":"never","account":"X","amount":"1","amount":"1"}',
  ],
  [
    'duplicate in disguise',
    '{"t":"deposit","id":1,"key":"never","account":"X","amount":"1","\\u0061mount":"2"}',
  ],
  [
    'duplicate inside',
    '{"t":"deposit","id":1,"key":"never","account":"X","amount":"1","expect":{"X":1,"X":1}}',
  ],
  [
    'colons that hide a duplicate',
    '{"t":"deposit","id":1,"key":"a:b","account":"X","amount":"1","memo":"::","memo":":"}',
  ],
  ['nesting without end', `{"t":"deposit","id":1,"x":${'['.repeat(5000)}${']'.repeat(5000)}}`],
];

describe('bad_request', () => {
  test.each(malformed)('answers %s', async (_, text) => {
    client.send(text);
    const reply = JSON.parse(await client.replyText(1));
    expect(reply).toEqual({
      t: 'error',
      id: 1,
      code: 'bad_request',
      message: expect.stringMatching(/./),
      retryable: false,
    });
    // Nothing of the input that could do harm on a terminal or a page comes back.
    expect(reply.message).toMatch(/^[\x20-\x7e]{1,200}$/);
  });

  test.each([['hello', { token: 'secret' }]])(
    'answers %s, which is for a later version (R18)',
    async (t, fields) => {
      for (const key of [undefined, newKey()]) {
        expect(await client.ask({ t, id: 'later', key, ...fields })).toMatchObject({ code: 'bad_request' });
      }
    },
  );

  test.each(['-1', '1.5', '""', `"${'x'.repeat(65)}"`, 'null', 'true', '[]', '9007199254740992', '1e400'])(
    'answers without an id where that is %s (R5, R13)',
    async (id) => {
      client.send(`{"t":"ping","id":${id}}`);
      expect(await client.next('error')).toMatchObject({ id: null, code: 'bad_request' });
    },
  );

  test('answers a request that names its id twice', async () => {
    client.send('{"t":"deposit","id":3,"id":4,"key":"never","account":"X","amount":"1"}');
    expect(await client.next('error')).toMatchObject({ code: 'bad_request' });
  });
});

test('after all that nothing has changed, and no key is taken (R53)', async () => {
  expect(await books(client)).toMatchObject({ seq: 5, ledgers: [{ ledger: 'bank', transactions: 4 }, {}] });
  expect(await stateOf(client, 'X', 'Y', '@world:bank')).toMatchObject([
    { balance: '100.00', version: 1 },
    { balance: '0.00', version: 0 },
    { balance: '-100.00', version: 1 },
  ]);
  expect(await client.ask({ t: 'outcome', id: 2, key: 'never' })).toMatchObject({ code: 'unknown_key' });
  expect(client.takeAll()).toEqual([]);
});
