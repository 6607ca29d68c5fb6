import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeCommand, encodeRequest } from '../../client/sdk/encode.ts';
import { Refused } from '../../client/sdk/errors.ts';
import { plainMovement } from '../../client/sdk/plain-movement.ts';
import { decodeFrame } from '../../shared/codec.ts';
import { keyTimeMs } from '../../shared/keys.ts';
import { runs } from '../support/runs.ts';

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

test('a command without a key gets a time-ordered one of its own', () => {
  const { key: _, ...keyless } = transfer;
  const keys = Array.from({ length: 500 }, (_, id) => {
    const encoded = encodeCommand('transfer', id, keyless);
    if (encoded instanceof Refused) throw encoded;
    expect(JSON.parse(encoded.text)).toEqual({ t: 'transfer', id, ...keyless, key: encoded.key });
    return encoded.key ?? '';
  });
  expect(new Set(keys).size).toBe(keys.length);
  for (const key of keys) expect(keyTimeMs(key)).toBeGreaterThan(0);
});

test.each([
  ['transfer', { ...transfer, account: 'A' }, 'account'],
  ['deposit', { key: 'k1', account: 'A', amount: '5', to: 'B' }, 'to'],
  ['withdraw', { key: 'k1', account: 'A', amount: '5', from: 'B' }, 'from'],
  ['transfer', { ...transfer, fast: true }, 'fast'],
] as const)('a %s takes no field of another kind of command', (t, fields, field) => {
  expect(encodeCommand(t, 1, fields)).toMatchObject({
    code: 'bad_request',
    message: `unknown field "${field}"`,
  });
});

class Order {
  readonly to = 'B';
  readonly amount = '5';
  get from(): string {
    return 'A';
  }
}

test.each([
  ['transfer', { from: 'A', to: 'B', amount: '5' }],
  ['transfer', { from: 'A', to: 'B', amount: '0.50', memo: 'rent, 3rd of May', deadline: undefined }],
  ['deposit', { account: 'A', amount: '5', memo: '' }],
  ['withdraw', { account: 'A', amount: '5' }],
])('a plain %s is written without the schemas', (t, fields) => {
  const text = plainMovement(t, 7, 'k1', fields) ?? '';
  expect(decodeFrame(text)).toEqual([
    { ok: true, request: expect.objectContaining({ t, id: 7, key: 'k1' }) },
  ]);
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify({ t, id: 7, key: 'k1', ...fields })));
});

test.each([
  [
    'a field that is inherited',
    Object.create({ from: 'A' }, Object.getOwnPropertyDescriptors({ to: 'B', amount: '5' })),
  ],
  ['a getter of a class', new Order()],
  ['a field that does not show', Object.defineProperty({ to: 'B', amount: '5' }, 'from', { value: 'A' })],
])('%s is not given', (_, fields) => {
  expect(encodeCommand('transfer', 1, fields)).toMatchObject({
    code: 'bad_request',
    message: 'from is missing',
  });
});

const likely = (...values: string[]) => fc.constantFrom<unknown>(...values);
const unlikely = fc.oneof(
  likely(
    '',
    ' ',
    'A"',
    '\\',
    'A","to":"B',
    'B","amount":"5"}',
    '\n',
    'A\u2028',
    'ä',
    '-5',
    '05',
    '5.',
    '9'.repeat(65),
  ),
  fc.constantFrom<unknown>(5, 5n, null, undefined, true, ['A'], { toJSON: () => 'A' }, new String('A')),
  fc.string(),
);
const given = (usual: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: unlikely });
const fieldsOfAll = {
  key: given(likely('k1', 'rent.2026-01', 'x'.repeat(64))),
  from: given(likely('A', 'a.b:c-d_e', 'x'.repeat(64))),
  to: given(likely('B', '7')),
  account: given(likely('A')),
  amount: given(likely('5', '0.01', '12.50', '9'.repeat(64))),
  memo: given(likely('rent', '', 'a "quoted" \\ memo', '租金', '~'.repeat(140), '~'.repeat(141))),
  deadline: given(likely('2100-01-01T00:00:00Z')),
  id: given(likely('5')),
  surplus: given(likely('5')),
};
const fieldsOf = (usual: readonly (keyof typeof fieldsOfAll)[]) =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record(fieldsOfAll, { requiredKeys: [...usual] }).map((all) => pick(all, usual)),
    },
    { weight: 1, arbitrary: fc.record(fieldsOfAll, { requiredKeys: [] }) },
  );

function pick(all: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}

const command = fc.oneof(
  fc.tuple(fc.constant('transfer' as const), fieldsOf(['key', 'from', 'to', 'amount', 'memo'])),
  fc.tuple(fc.constant('transfer' as const), fieldsOf(['key', 'from', 'to', 'amount'])),
  fc.tuple(fc.constantFrom('deposit' as const, 'withdraw' as const), fieldsOf(['key', 'account', 'amount'])),
);

test('a command is written, or refused, as the schemas would have it', () => {
  let plain = 0;
  fc.assert(
    fc.property(command, fc.nat(), ([t, fields], id) => {
      const input = { ...fields, key: 'key' in fields && fields.key != null ? fields.key : 'k2' };
      const checked = encodeRequest(t, id, input);
      // What a caller without types may hand over.
      const encoded = Reflect.apply(encodeCommand, undefined, [t, id, input]);
      if (plainMovement(t, id, input.key, input) !== undefined) plain += 1;
      if (checked instanceof Refused) {
        expect(encoded).toBeInstanceOf(Refused);
        expect(encoded.message).toBe(checked.message);
        return;
      }
      expect(encoded).toMatchObject({ id, key: checked.key, bytes: Buffer.byteLength(encoded.text) });
      expect(JSON.parse(encoded.text)).toEqual(JSON.parse(checked.text));
      expect(decodeFrame(encoded.text)).toEqual(decodeFrame(checked.text));
    }),
    runs(5_000),
  );
  expect(plain).toBeGreaterThan(1_000);
});
