import fc from 'fast-check';
import { accounts } from './world.ts';

/** Values that are meant to be wrong, or right in a way that nobody thought of, as JSON text. */

const numbers = [
  ...[
    '0',
    '-0',
    '1',
    '-1',
    '1.0',
    '1e0',
    '1e3',
    '1E+2',
    '10e-1',
    '1.5',
    '1e-400',
    '1e999',
    '-1e999',
    '5e-324',
  ],
  ...['2147483648', '4294967296', '9007199254740991', '9007199254740992', '9007199254740993'],
  ...['9007199254740991.4', '1.00000000000000000000001', '9223372036854775808', '1e21'],
];
const words = ['null', 'true', 'false'];

const nasty = [
  ...[
    '',
    ' ',
    '__proto__',
    'prototype',
    'constructor',
    'toString',
    '@hub',
    '@world:bank',
    '@world:',
    '@world:@world:bank',
  ],
  ...[
    'a\u0000',
    '\u0000',
    '\u0007',
    '\u001b[2J',
    '\u202ecilbup',
    '\u2066',
    '\ufeff',
    '\u200b',
    '\u200d',
    '\u2028',
    '\u0085',
  ],
  ...[
    '\ud800',
    '\udfff',
    '\udc00\ud800',
    '😀',
    'é',
    'e\u0301',
    '٣',
    'Ａ',
    'ｂank-0',
    'bank-0 ',
    ' bank-0',
    'bank-0\n',
    'BANK-0',
  ],
  ...[
    '<script>',
    '"',
    '\\',
    "'; --",
    '../..',
    '%00',
    '{}',
    '[object Object]',
    'undefined',
    'NaN',
    'Infinity',
    'null',
    '*',
  ],
];
const moneys = [
  ...[
    '0',
    '-0',
    '0.00',
    '0.01',
    '1',
    '1.',
    '.5',
    '01',
    '1e3',
    '+1',
    '-1',
    '1,5',
    '1 000',
    '0x10',
    '1_0',
    '1\n',
    '١',
  ],
  ...['92233720368547758.07', '92233720368547758.08', '9223372036854775807', '9223372036854775808'],
  ...['9'.repeat(64), '9'.repeat(65), `0.${'0'.repeat(61)}1`, `0.${'0'.repeat(11)}1`, `1.${'0'.repeat(62)}`],
];
const times = [
  ...[
    '2026-01-31T12:00:00Z',
    '2126-01-31T12:00:00Z',
    '2126-01-31T12:00:00.123456789Z',
    '9999-12-31T23:59:59.999Z',
  ],
  ...['0000-01-01T00:00:00Z', '2026-02-29T00:00:00Z', '2024-02-29T00:00:00Z', '1900-02-29T00:00:00Z'],
  ...['2126-01-31T24:00:00Z', '2126-01-31T12:00:60Z', '2126-01-31T12:00:00', '2126-01-31T12:00:00+00:00'],
  ...['2126-01-31t12:00:00z', '2126-13-01T00:00:00Z', '2126-00-01T00:00:00Z', '+002126-01-31T12:00:00Z'],
  ...[
    `2126-01-31T12:00:00.${'1'.repeat(11)}Z`,
    `2126-01-31T12:00:00.${'1'.repeat(12)}Z`,
    '2126-01-31T12:00:00.Z',
    'now',
  ],
];
const long = fc
  .tuple(
    fc.constantFrom('x', '9', '元', '😀', '\u0000', '"', 'a:'),
    fc.constantFrom(63, 64, 65, 140, 141, 1_000, 9_000),
  )
  .map(([unit, count]) => unit.repeat(count));

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...nasty) },
  { weight: 4, arbitrary: fc.constantFrom(...moneys) },
  { weight: 3, arbitrary: fc.constantFrom(...times) },
  { weight: 2, arbitrary: fc.constantFrom(...accounts) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 1, arbitrary: long },
);

/** A JSON string, some of its characters written as escapes. */
export const writtenText = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(text, fc.nat(9)).map(([plain, way]) => (way === 0 ? escaped(plain) : JSON.stringify(plain)));

/** The same text with each character as an escape, which means the same. */
export function escaped(text: string): string {
  const codes = Array.from({ length: text.length }, (_, at) =>
    text.charCodeAt(at).toString(16).padStart(4, '0'),
  );
  return `"${codes.map((code) => `\\u${code}`).join('')}"`;
}

const deep = fc
  .tuple(
    fc.constantFrom(['[', ']'], ['{"a":', '}'], ['{"__proto__":', '}'], ['[[],', ']']),
    fc.constantFrom(2, 20, 500, 6_000),
  )
  .map(([[opens = '', closes = ''], depth]) => `${opens.repeat(depth)}1${closes.repeat(depth)}`);
const containers = [
  ...[
    '[]',
    '{}',
    '[null]',
    '[[]]',
    '["bank-0"]',
    '["bank-0","bank-1"]',
    '["__proto__"]',
    '{"__proto__":{}}',
    '{"__proto__":null}',
  ],
  ...[
    '{"bank-0":1}',
    '{"bank-0":0,"bank-0":0}',
    '{"constructor":0}',
    '{"toString":{}}',
    '{"__proto__":0}',
    '{"kind":"none"}',
  ],
  ...[
    '{"kind":"fixed","maxDeposit":"5","maxDeposit":"6"}',
    '{"kind":"peers"}',
    '{"kind":"fixed","minBalance":"-0"}',
  ],
  ...[
    '{"epoch":"x","seq":1}',
    '{"epoch":"x","seq":1,"__proto__":1}',
    '{"length":3}',
    '[,]',
    '[1,]',
    '{,}',
    '{"a":1,}',
  ],
];
/** Not JSON at all: its frame is refused whole. */
const broken = [
  '01',
  '.5',
  '1.',
  '+1',
  '0x10',
  'NaN',
  'undefined',
  "'x'",
  '"\u0001"',
  '"\\x41"',
  '"\\ud80"',
  '"',
  'tru',
  '',
  '-',
];

export const hostileValue: fc.Arbitrary<string> = fc.oneof(
  { weight: 30, arbitrary: writtenText(hostileText) },
  { weight: 20, arbitrary: fc.constantFrom(...numbers) },
  { weight: 6, arbitrary: fc.constantFrom(...words) },
  { weight: 14, arbitrary: fc.constantFrom(...containers) },
  { weight: 2, arbitrary: deep },
  { weight: 1, arbitrary: fc.json({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(...broken) },
);

export const hostileName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'toJSON',
    'then',
    '',
    ' ',
    '0',
    'length',
  ),
  fc.constantFrom(
    't',
    'id',
    'key',
    'memo',
    'deadline',
    'expect',
    'account',
    'from',
    'to',
    'amount',
    'ledger',
    'minSeq',
    'limit',
  ),
  hostileText,
);
