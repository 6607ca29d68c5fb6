import {
  binary,
  clientFrame,
  close,
  fragments,
  more,
  opcodes,
  ping,
  pong,
  request,
  text,
} from './client-frame.ts';
import { utf8Cases } from './utf8-cases.ts';

/**
 * What a client may send and what it must not, numbered as in the Autobahn test suite. That suite asks for an echo;
 * a hub of docs/PROTOCOL.md takes JSON, so that where an echo would come there stands the answer to a `ping` request.
 */
export interface FrameCase {
  readonly number: string;
  readonly what: string;
  /** Frames, each in a segment of its own where the way of sending allows. */
  readonly sends: readonly Buffer[];
  /** Answers in text frames, in order. A connection that breaks RFC 6455, or that the peer closes, may end before they come. */
  readonly says?: readonly string[];
  /** Payloads of pongs, in order. */
  readonly pongs?: readonly string[];
  /** The code of the hub's close; where there is none, the connection goes on. */
  readonly closes?: number;
}

type Outcome = Pick<FrameCase, 'says' | 'pongs' | 'closes'>;
const row = (number: string, what: string, sends: readonly Buffer[], outcome: Outcome): FrameCase => ({
  ...{ number, what, sends },
  ...outcome,
});

const a = text(request('a'));
const saysA = { says: ['pong a'] };
const [firstHalf, otherHalf] = [request('a').subarray(0, 9), request('a').subarray(9)];
const halves = [text(firstHalf, { fin: false }), more(otherHalf)];
const wrong = { closes: 1002 };
const sizes = [0, 125, 126, 127, 128, 65_535, 65_536, 65_536];
const long = 'x'.repeat(125);
const bytes = Buffer.from([0x00, 0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0x00, 0xff]);

const lengths: readonly FrameCase[] = sizes.flatMap((size, at) => [
  row(
    `1.1.${at + 1}`,
    `a text of ${size} bytes`,
    [text(size === 0 ? '' : request('a', size))],
    size === 0 ? { closes: 4500 } : saysA,
  ),
  row(`1.2.${at + 1}`, `a binary message of ${size} bytes`, [binary(Buffer.alloc(size, 0xfe))], {
    closes: 1003,
  }),
]);

const ten = Array.from({ length: 10 }, (_, at) => `payload-${at}`);
const pings: readonly FrameCase[] = [
  row('2.1', 'a ping without payload', [ping()], { pongs: [''] }),
  row('2.2', 'a ping with text', [ping('Hello, world!')], { pongs: ['Hello, world!'] }),
  row('2.3', 'a ping with bytes', [ping(bytes)], { pongs: [bytes.toString('latin1')] }),
  row('2.4', 'a ping of 125 bytes', [ping(long)], { pongs: [long] }),
  row('2.5', 'a ping of 126 bytes', [ping(`${long}x`)], wrong),
  row('2.6', 'a ping of 125 bytes and a text', [ping(long), a], { pongs: [long], ...saysA }),
  row('2.7', 'a pong that nobody asked for', [pong()], {}),
  row('2.8', 'a pong with payload that nobody asked for', [pong('unasked')], {}),
  row('2.9', 'such a pong, and a ping', [pong('unasked'), ping('asked')], { pongs: ['asked'] }),
  row(
    '2.10',
    'ten pings',
    ten.map((each) => ping(each)),
    { pongs: ten },
  ),
  row('2.11', 'ten pings and a text', [...ten.map((each) => ping(each)), a], { pongs: ten, ...saysA }),
];

const reserved: readonly FrameCase[] = [
  row('3.1', 'a text with reserved bits 1', [text(request('a'), { rsv: 1 })], wrong),
  row('3.2', 'a text with reserved bits 2 after a right one', [a, text(request('b'), { rsv: 2 }), ping()], {
    ...wrong,
    ...saysA,
  }),
  row('3.3', 'a text with reserved bits 3 after a right one', [a, text(request('b'), { rsv: 3 }), ping()], {
    ...wrong,
    ...saysA,
  }),
  row('3.4', 'a text with reserved bits 4 after a right one', [a, text(request('b'), { rsv: 4 }), ping()], {
    ...wrong,
    ...saysA,
  }),
  row('3.5', 'a binary message with reserved bits 5', [binary(bytes, { rsv: 5 })], wrong),
  row('3.6', 'a ping with reserved bits 6', [ping('x', { rsv: 6 })], wrong),
  row('3.7', 'a close with reserved bits 7', [close(1000, '', { rsv: 7 })], wrong),
];

const unknown: readonly FrameCase[] = [
  [3, 4, 5, 6, 7],
  [11, 12, 13, 14, 15],
].flatMap((codes, group) =>
  codes.map((opcode, at) =>
    row(
      `4.${group + 1}.${at + 1}`,
      `opcode ${opcode}${at > 1 ? ' after a right text' : ''}`,
      [...(at > 1 ? [a] : []), clientFrame(opcode, at % 2 === 0 ? '' : 'x'), ping()],
      { ...wrong, ...(at > 1 ? saysA : {}) },
    ),
  ),
);

const lonely = more(request('b'));
const lonelyOpen = more(request('b'), { fin: false });
const five = fragments(opcodes.text, request('a', 25), 5);
const fragmentation: readonly FrameCase[] = [
  row('5.1', 'a ping in two fragments', [ping('x', { fin: false }), more('y')], wrong),
  row('5.2', 'a pong in two fragments', [pong('x', { fin: false }), more('y')], wrong),
  row('5.3', 'a text in two fragments', halves, saysA),
  row(
    '5.6',
    'a text in two fragments, a ping between',
    [text(firstHalf, { fin: false }), ping('mid'), more(otherHalf)],
    {
      ...saysA,
      pongs: ['mid'],
    },
  ),
  row('5.9', 'the end of nothing, then a text', [lonely, a], wrong),
  row('5.12', 'the middle of nothing, then a text', [lonelyOpen, a], wrong),
  row('5.15', 'a text in two fragments, the middle of nothing, then a text', [...halves, lonelyOpen, a], {
    ...wrong,
    ...saysA,
  }),
  row(
    '5.16',
    'the middle of nothing before a fragmented text, twice',
    [lonelyOpen, ...halves, lonelyOpen, ...halves],
    wrong,
  ),
  row(
    '5.17',
    'the end of nothing before a fragmented text, twice',
    [lonely, ...halves, lonely, ...halves],
    wrong,
  ),
  row('5.18', 'a text begun inside another', [text(firstHalf, { fin: false }), text(otherHalf)], wrong),
  row(
    '5.19',
    'a text in five fragments, pings between',
    five.flatMap((each, at) => [each, ping(`${at}`)]),
    {
      ...saysA,
      pongs: ['0', '1', '2', '3', '4'],
    },
  ),
  row(
    '5.20',
    'a text in five fragments, a ping after each two',
    [...five.slice(0, 2), ping('2'), ...five.slice(2, 4), ping('4'), ...five.slice(4)],
    {
      ...saysA,
      pongs: ['2', '4'],
    },
  ),
];

const closeCodes = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999];
const noCloseCodes = [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999];
const closing: readonly FrameCase[] = [
  row('7.1.1', 'a text, then a close', [a, close(1000)], { ...saysA, closes: 1000 }),
  row('7.1.2', 'two closes', [close(1000), close(1001)], { closes: 1000 }),
  row('7.1.3', 'a close, then a ping', [close(1000), ping('late')], { closes: 1000 }),
  row('7.1.4', 'a close, then a text', [close(1000), a], { closes: 1000 }),
  row(
    '7.1.5',
    'a close amid a fragmented text',
    [text(firstHalf, { fin: false }), close(1000), more(otherHalf)],
    { closes: 1000 },
  ),
  row('7.1.6', 'a text of 256 KiB, a close and a ping', [text(request('a', 2 ** 18)), close(1000), ping()], {
    closes: 1009,
  }),
  row('7.3.1', 'a close without code', [close()], { closes: 1005 }),
  row('7.3.2', 'a close with half a code', [close(undefined, 'x')], wrong),
  row('7.3.3', 'a close with a code', [close(1000)], { closes: 1000 }),
  row('7.3.4', 'a close with a reason', [close(1000, 'Hello World!')], { closes: 1000 }),
  row('7.3.5', 'a close with a reason of 123 bytes', [close(1000, 'x'.repeat(123))], { closes: 1000 }),
  row('7.3.6', 'a close with a reason of 124 bytes', [close(1000, 'x'.repeat(124))], wrong),
  row(
    '7.5.1',
    'a close with a reason that is not UTF-8',
    [close(1000, Buffer.from('cebae1bdb9cf83cebcceb5eda080656469746564', 'hex'))],
    {
      closes: 1007,
    },
  ),
  ...closeCodes.map((code, at) =>
    row(`7.7.${at + 1}`, `a close with ${code}`, [close(code)], { closes: code }),
  ),
  ...noCloseCodes.map((code, at) => row(`7.9.${at + 1}`, `a close with ${code}`, [close(code)], wrong)),
  row('7.13.1', 'a close with 5000', [close(5_000)], wrong),
  row('7.13.2', 'a close with 65535', [close(65_535)], wrong),
];

const thousand = Array.from({ length: 1_000 }, (_, at) => `${at}`);
const large: readonly FrameCase[] = [
  row('9.1.1', 'a text of 64 KiB', [text(request('a', 2 ** 16))], saysA),
  row('9.1.2', 'a text of 256 KiB', [text(request('a', 2 ** 18))], { closes: 1009 }),
  row('9.1.4', 'a text of 4 MiB', [text(request('a', 2 ** 22))], { closes: 1009 }),
  row('9.2.1', 'a binary message of 64 KiB', [binary(Buffer.alloc(2 ** 16))], { closes: 1003 }),
  row('9.2.4', 'a binary message of 4 MiB', [binary(Buffer.alloc(2 ** 22))], { closes: 1009 }),
  ...[64, 256, 1_024, 4_096, 16_384, 65_536].map((size, at) =>
    row(
      `9.3.${at + 1}`,
      `a text of 256 KiB in fragments of ${size}`,
      fragments(opcodes.text, request('a', 2 ** 18), size),
      { closes: 1009 },
    ),
  ),
  row(
    '9.4.1',
    'a binary message of 256 KiB in fragments of 64',
    fragments(opcodes.binary, Buffer.alloc(2 ** 18), 64),
    { closes: 1009 },
  ),
  ...[16, 64, 256, 1_024].map((size, at) =>
    row(
      `9.7.${at + 2}`,
      `1,000 texts of ${size} bytes`,
      thousand.map((id) => text(request(id, size))),
      { says: thousand.map((id) => `pong ${id}`) },
    ),
  ),
  row(
    '10.1.1',
    'a text of 65,536 bytes in fragments of 1,300',
    fragments(opcodes.text, request('a', 65_536), 1_300),
    saysA,
  ),
];

/** Of one byte each: a `ping` of just as many bytes. */
const manyFragments = (count: number): Buffer[] => fragments(opcodes.text, request('a', count), 1);

/** Not in that suite. */
const others: readonly FrameCase[] = [
  row('x.1', 'a text that is not masked', [text(request('a'), { masked: false })], wrong),
  row('x.2', 'a ping that is not masked', [ping('x', { masked: false })], wrong),
  row('x.3', 'a length of 2^63', [Buffer.from([0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4])], {
    closes: 1009,
  }),
  row('x.4', 'a length of 2^53', [Buffer.from([0x81, 0xff, 0, 0x20, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4])], {
    closes: 1009,
  }),
  row(
    'x.5',
    'a length of 65,537 of which nothing follows',
    [Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 1, 1, 2, 3, 4])],
    { closes: 1009 },
  ),
  row(
    'x.6',
    'a text behind 300 empty fragments',
    [
      text('', { fin: false }),
      ...Array.from({ length: 300 }, () => more('', { fin: false })),
      more(request('a')),
    ],
    saysA,
  ),
  row('x.11', 'a text of 16,384 fragments', manyFragments(16_384), saysA),
  row('x.12', 'a text of 16,385 fragments', manyFragments(16_385), { closes: 1008 }),
  row('x.7', 'a text that is no JSON, then a right one', [text('Hello'), a], { closes: 4500 }),
  row('x.8', 'a right text, then one that is no JSON', [a, text('Hello')], { ...saysA, closes: 4500 }),
  row('x.9', 'a right text, then a binary message', [a, binary(bytes), a], { ...saysA, closes: 1003 }),
  row('x.10', 'text that is JSON and no request', [text('[]')], { says: ['bad_request null'] }),
];

export const frameCases: readonly FrameCase[] = [
  ...lengths,
  ...pings,
  ...reserved,
  ...unknown,
  ...fragmentation,
  ...utf8Cases,
  ...closing,
  ...large,
  ...others,
];
