import type { FrameCase } from './cases.ts';
import { clientFrame, fragments, more, opcodes, text } from './client-frame.ts';

/** Part 6 of the table: text that is UTF-8 and text that is not, each inside the id of a `ping` request. */

const before = '{"t":"ping","id":"';
const around = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from(before), bytes, Buffer.from('"}')]);
const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(' ', ''), 'hex');

const kosme = hex('cebae1bdb9cf83cebcceb5');
const greeting = Buffer.from('Hello-µ@ßöäüàá-UTF-8!!');
const edited = hex('cebae1bdb9cf83cebcceb5eda080656469746564');
const notUtf8 = { closes: 1007 };
const says = (bytes: Buffer): Pick<FrameCase, 'says'> => ({ says: [`pong ${bytes.toString()}`] });

const inPieces = (bytes: Buffer): Buffer[] => fragments(opcodes.text, around(bytes), 1);
/** Cut at these places of the id. */
const cutAt = (bytes: Buffer, ...places: readonly number[]): Buffer[] => {
  const whole = around(bytes);
  const cuts = [0, ...places.map((place) => before.length + place), whole.length];
  return cuts.slice(1).map((end, at) =>
    clientFrame(at === 0 ? opcodes.text : opcodes.continuation, whole.subarray(cuts[at] ?? 0, end), {
      fin: end === whole.length,
    }),
  );
};

const inFragments: readonly FrameCase[] = [
  { number: '6.1.1', what: 'an empty text', sends: [text('')], closes: 4500 },
  {
    number: '6.1.2',
    what: 'three empty fragments',
    sends: [text('', { fin: false }), more('', { fin: false }), more('')],
    closes: 4500,
  },
  {
    number: '6.1.3',
    what: 'a text between two empty fragments',
    sends: [text('', { fin: false }), more(around(kosme), { fin: false }), more('')],
    ...says(kosme),
  },
  { number: '6.2.1', what: 'UTF-8 in one frame', sends: [text(around(greeting))], ...says(greeting) },
  { number: '6.2.2', what: 'UTF-8 in two fragments', sends: cutAt(greeting, 11), ...says(greeting) },
  { number: '6.2.3', what: 'UTF-8 in fragments of one byte', sends: inPieces(greeting), ...says(greeting) },
  { number: '6.2.4', what: 'Greek in fragments of one byte', sends: inPieces(kosme), ...says(kosme) },
  { number: '6.3.1', what: 'no UTF-8 in one frame', sends: [text(around(edited))], ...notUtf8 },
  { number: '6.3.2', what: 'no UTF-8 in fragments of one byte', sends: inPieces(edited), ...notUtf8 },
  {
    number: '6.4.1',
    what: 'no UTF-8 in the second of three fragments',
    sends: cutAt(edited, 11, 14),
    ...notUtf8,
  },
  { number: '6.4.2', what: 'no UTF-8, cut amid what is wrong', sends: cutAt(edited, 12, 13), ...notUtf8 },
  {
    number: '6.4.3',
    what: 'above U+10FFFF in the second of three fragments',
    sends: cutAt(hex('cebaf4908080656469'), 2, 6),
    ...notUtf8,
  },
  {
    number: '6.4.4',
    what: 'above U+10FFFF, cut amid it',
    sends: cutAt(hex('cebaf4908080656469'), 3, 4),
    ...notUtf8,
  },
];

/** Prefixes of κόσμε that end with a whole character. */
const wholePrefixes = new Set([2, 5, 7, 9, 11]);
const continuations = Array.from({ length: 64 }, (_, at) => (0x80 + at).toString(16)).join('');
const starts = (first: number, last: number): string =>
  Array.from({ length: last - first + 1 }, (_, at) => `${(first + at).toString(16)}20`).join('');
const incomplete = [
  'c0',
  'e080',
  'f08080',
  'f8808080',
  'fc80808080',
  'df',
  'efbf',
  'f7bfbf',
  'fbbfbfbf',
  'fdbfbfbfbf',
];
const nonCharacters = Array.from({ length: 17 }, (_, plane) =>
  [0xfffe, 0xffff].map((last) => Buffer.from(String.fromCodePoint(plane * 0x1_0000 + last)).toString('hex')),
).flat();
const overlong = (digits: string): [string, boolean] => [digits, false];

/** By the number of the list: bytes, and whether they are UTF-8. */
const lists: Readonly<Record<number, readonly (readonly [digits: string, isUtf8: boolean])[]>> = {
  5: ['hello$world', 'hello¢world', 'hello€world', 'hello𤭢world', 'κόσμε'].map((each) => [
    Buffer.from(each).toString('hex'),
    true,
  ]),
  6: Array.from({ length: 11 }, (_, at) => [
    kosme.subarray(0, at + 1).toString('hex'),
    wholePrefixes.has(at + 1),
  ]),
  7: [
    ['c280', true],
    ['e0a080', true],
    ['f0908080', true],
  ],
  8: [
    ['f888808080', false],
    ['fc8480808080', false],
  ],
  9: [
    ['7f', true],
    ['dfbf', true],
    ['efbfbf', true],
    ['f48fbfbf', true],
  ],
  10: [
    ['f7bfbfbf', false],
    ['fbbfbfbfbf', false],
    ['fdbfbfbfbfbf', false],
  ],
  11: [
    ['ed9fbf', true],
    ['ee8080', true],
    ['efbfbd', true],
    ['f48fbfbf', true],
    ['f4908080', false],
  ],
  12: ['80', 'bf', '80bf', '80bf80', '80bf80bf', '80bf80bf80', '80bf80bf80bf', continuations].map(overlong),
  13: [
    starts(0xc0, 0xdf),
    starts(0xe0, 0xef),
    starts(0xf0, 0xf7),
    starts(0xf8, 0xfb),
    starts(0xfc, 0xfd),
  ].map(overlong),
  14: incomplete.map(overlong),
  15: [overlong(incomplete.join(''))],
  16: ['fe', 'ff', 'fefeffff'].map(overlong),
  17: ['c0af', 'e080af', 'f08080af', 'f8808080af', 'fc80808080af'].map(overlong),
  18: ['c1bf', 'e09fbf', 'f08fbfbf', 'f887bfbfbf', 'fc83bfbfbfbf'].map(overlong),
  19: ['c080', 'e08080', 'f0808080', 'f880808080', 'fc8080808080'].map(overlong),
  20: ['eda080', 'edadbf', 'edae80', 'edafbf', 'edb080', 'edbe80', 'edbfbf'].map(overlong),
  21: [
    ...['eda080edb080', 'eda080edbfbf', 'edadbfedb080', 'edadbfedbfbf'],
    ...['edae80edb080', 'edae80edbfbf', 'edafbfedb080', 'edafbfedbfbf'],
  ].map(overlong),
  22: nonCharacters.map((digits) => [digits, true]),
  23: ['b9', 'ba', 'bb', 'bc', 'bd', 'be', 'bf'].map((last) => [`efbf${last}`, true]),
};

export const utf8Cases: readonly FrameCase[] = [
  ...inFragments,
  // JSON has no such character in a string.
  { number: '6.7.0', what: 'the bytes 00', sends: [text(around(hex('00')))], closes: 4500 },
  ...Object.entries(lists).flatMap(([list, all]) =>
    all.map(([digits, isUtf8], at) => ({
      number: `6.${list}.${at + 1}`,
      what: `the bytes ${digits}`,
      sends: [text(around(hex(digits)))],
      ...(isUtf8 ? says(hex(digits)) : notUtf8),
    })),
  ),
];
