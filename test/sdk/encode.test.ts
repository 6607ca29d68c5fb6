import { expect, test } from 'vitest';
import { encodeRequest } from '../../client/sdk/encode.ts';
import { Refused } from '../../client/sdk/errors.ts';

const transfer = { key: 'k1', from: 'A', to: 'B', amount: '5' };

test('a request carries what was given, its type and its correlation id', () => {
  const encoded = encodeRequest('transfer', 7, { ...transfer, memo: 'rent\n'.trim(), deadline: undefined });
  if (encoded instanceof Refused) throw encoded;
  expect(encoded).toMatchObject({ id: 7, key: 'k1' });
  expect(JSON.parse(encoded.text)).toEqual({ t: 'transfer', id: 7, ...transfer, memo: 'rent' });
});

test('the key that a question names is not its own', () => {
  expect(encodeRequest('outcome', 1, { key: 'k1' })).toMatchObject({ key: undefined });
});

test('a caller cannot take over type or correlation', () => {
  const encoded = encodeRequest('transfer', 7, { ...transfer, t: 'withdraw', id: 1 });
  if (encoded instanceof Refused) throw encoded;
  expect(JSON.parse(encoded.text)).toMatchObject({ t: 'transfer', id: 7 });
});

const cycle: Record<string, unknown> = {};
cycle.self = cycle;
test.each([
  ['an amount that is a number', { ...transfer, amount: 5 }],
  ['an amount of nothing', { ...transfer, amount: '0' }],
  ['a bigint', { ...transfer, amount: 5n }],
  ['a missing field', { key: 'k1', from: 'A', amount: '5' }],
  ['a field too many', { ...transfer, fast: true }],
  ['an id with a space', { ...transfer, to: 'B B' }],
  ['a lone surrogate in the memo', { ...transfer, memo: '\ud800' }],
  ['a control character in the memo', { ...transfer, memo: 'a\nb' }],
  ['a key with a space', { ...transfer, key: 'k 1' }],
  ['a system account', { ...transfer, from: '@world:demo' }],
  ['a cycle', { ...transfer, memo: cycle }],
  ['a prototype', JSON.parse('{"key":"k1","from":"A","to":"B","amount":"5","__proto__":{"x":1}}')],
])('%s is refused as bad_request', (_, fields) => {
  const refused = encodeRequest('transfer', 1, fields);
  expect(refused).toBeInstanceOf(Refused);
  expect(refused).toMatchObject({ code: 'bad_request', retryable: false });
});
