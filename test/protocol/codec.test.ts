import { expect, test } from 'vitest';
import { decodeFrame } from '../../shared/codec.ts';
import { BadFrame } from '../../shared/decode-request.ts';

const ping = (id: number): string => `{"t":"ping","id":${id}}`;
const pings = (...ids: number[]) => ids.map((id) => ({ ok: true, request: { t: 'ping', id } }));

test('a frame holds one message or many, in order (R2)', () => {
  expect(decodeFrame(ping(1))).toEqual(pings(1));
  const ids = Array.from({ length: 1_000 }, (_, nth) => nth);
  expect(decodeFrame(ids.map(ping).join('\n'))).toEqual(pings(...ids));
});

test.each([
  ['a line break at the end', `${ping(1)}\n${ping(2)}\n`],
  ['a line break at the beginning', `\n${ping(1)}\n${ping(2)}`],
  ['blank lines', `${ping(1)}\n\n  \n\t\r\n${ping(2)}`],
  ['carriage returns', `${ping(1)}\r\n${ping(2)}\r\n`],
  ['white space around and inside', ` {"t" : "ping",\t"id" : 1} \n ${ping(2)} `],
])('%s means nothing (R2)', (_, frame) => {
  expect(decodeFrame(frame)).toEqual(pings(1, 2));
});

test.each([
  ['nothing', ''],
  ['a line break', '\n'],
  ['white space', ' \r\n\t\n'],
  ['plain text', 'hello'],
  ['half an object', '{"t":"ping","id":1'],
  ['an object cut in two by a line break', '{"t":"ping",\n"id":1}'],
  ['two objects on one line', `${ping(1)}${ping(2)}`],
  ['objects separated by a comma', `${ping(1)},\n${ping(2)}`],
  ['a comment', `// ping\n${ping(1)}`],
  ['single quotes', "{'t':'ping','id':1}"],
  ['a trailing comma', '{"t":"ping","id":1,}'],
  ['NaN', '{"t":"ping","id":NaN}'],
  ['a raw NUL in a string', '{"t":"ping","id":"\u0000"}'],
  ['a byte order mark', `\ufeff${ping(1)}`],
  ['a lone surrogate outside a string', `\ud800${ping(1)}`],
])('a frame of %s is no frame of JSON objects (R4)', (_, frame) => {
  expect(() => decodeFrame(frame)).toThrow(BadFrame);
});

test('one line that is not JSON refuses the whole frame, wherever it stands (R4)', () => {
  const good = [ping(1), ping(2), ping(3)];
  for (let place = 0; place <= good.length; place += 1) {
    expect(() => decodeFrame(good.toSpliced(place, 0, 'oops').join('\n'))).toThrow(BadFrame);
  }
});

test('a request that is wrong leaves those around it right (R5)', () => {
  expect(decodeFrame([ping(1), '{"t":"pong","id":2}', '7', ping(3)].join('\n'))).toEqual([
    ...pings(1),
    { ok: false, id: 2, message: 'unknown request type "pong" in t' },
    { ok: false, id: null, message: 'a request is a JSON object' },
    ...pings(3),
  ]);
});

test.each(['null', '1', '"x"', 'true', '[]', `[${ping(1)}]`])(
  '%s is JSON and no object: it is refused without an id (R5)',
  (text) => {
    expect(decodeFrame(text)).toEqual([{ ok: false, id: null, message: 'a request is a JSON object' }]);
  },
);

test.each([
  ['is missing', '{"t":"ping"}'],
  ['is null', '{"t":"ping","id":null}'],
  ['is negative', '{"t":"ping","id":-1}'],
  ['is a fraction', '{"t":"ping","id":1.5}'],
  ['is beyond 2^53', '{"t":"ping","id":9007199254740993}'],
  ['is empty', '{"t":"ping","id":""}'],
  ['is too long', `{"t":"ping","id":"${'x'.repeat(65)}"}`],
  ['is an object', '{"t":"ping","id":{}}'],
  ['comes from the prototype alone', '{"t":"ping","__proto__":{"id":1}}'],
])('an id that %s is answered with id null (R5)', (_, text) => {
  expect(decodeFrame(text)).toEqual([{ ok: false, id: null, message: expect.stringContaining('id') }]);
});

test.each([
  ['at the top', '{"t":"ping","id":1,"id":2}'],
  ['at the top, with the same value', '{"t":"ping","id":1,"id":1}'],
  ['spelled with an escape', '{"t":"ping","id":1,"\\u0069d":1}'],
  ['for the type', '{"t":"ping","t":"ping","id":1}'],
  ['for an amount', '{"t":"deposit","id":1,"key":"k","account":"A","amount":"1","amount":"2"}'],
  ['in expect', '{"t":"deposit","id":1,"key":"k","account":"A","amount":"1","expect":{"A":1,"A":2}}'],
  [
    'in rules',
    '{"t":"ledger","id":1,"key":"k","ledger":"L","asset":"X","scale":0,"rules":{"kind":"none","kind":"none"}}',
  ],
  ['in since', '{"t":"watch","id":1,"ledger":"L","since":{"epoch":"e","seq":1,"seq":2}}'],
])('a field named twice %s is refused (R18)', (_, text) => {
  expect(decodeFrame(text)).toEqual([
    { ok: false, id: expect.any(Number), message: 'a field is named twice or may not be named so' },
  ]);
});

test('colons, quotes and braces inside strings are not taken for fields (R18)', () => {
  const request = {
    t: 'deposit',
    id: '":{"\\":\\\\":',
    key: 'a:b',
    account: 'A:B',
    amount: '1',
    memo: '"x":"y"',
  };
  expect(decodeFrame(JSON.stringify(request))).toEqual([{ ok: true, request }]);
  expect(decodeFrame(JSON.stringify({ ...request, expect: { 'A:B': 1, '@world:L': 2 } }))).toMatchObject([
    { ok: true },
  ]);
});
