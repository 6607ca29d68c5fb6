import assert from 'node:assert';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeFrame } from '../../shared/codec.ts';
import { BadFrame, type Decoded } from '../../shared/decode-request.ts';
import { readMovementLine } from '../../shared/movement-line.ts';
import { RequestSchema } from '../../shared/up.ts';
import { runs } from '../support/runs.ts';
import { anyRequest } from './requests.ts';

test('every request that the schemas allow arrives as it was sent, many to a frame (R2)', () => {
  const met = new Set<string>();
  fc.assert(
    fc.property(fc.array(anyRequest, { minLength: 1, maxLength: 8 }), (requests) => {
      for (const { t } of requests) met.add(t);
      const frame = requests.map((request) => JSON.stringify(request)).join('\n');
      assert.deepEqual(
        decodeFrame(frame),
        requests.map((request) => ({ ok: true, request })),
      );
    }),
    runs(500),
  );
  expect([...met].sort()).toEqual(
    RequestSchema.def.options.flatMap(({ shape }) => shape.t.def.values).sort(),
  );
});

test('white space and escapes in a request change nothing of it (R2)', () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      const spaced = JSON.stringify(request, null, ' ').replaceAll('\n', '\t');
      const escaped = withEscapes(JSON.stringify(request));
      for (const text of [spaced, escaped]) assert.deepEqual(decodeFrame(text), [{ ok: true, request }]);
    }),
    runs(300),
  );
});

/** JSON text with every letter of its strings written as an escape. */
function withEscapes(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"/g, (text) =>
    text.replace(/\\u[0-9a-f]{4}|\\.|[a-z]/g, (part) =>
      part.length > 1 ? part : `\\u${part.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
}

test('whatever arrives is decoded or refused as a frame, and what is said of it is plain (R4, R5)', () => {
  const met = { decoded: 0, refused: 0, badFrame: 0 };
  fc.assert(
    fc.property(anyFrame, (frame) => {
      const decoded = decode(frame);
      if (decoded === undefined) {
        met.badFrame += 1;
        return;
      }
      for (const message of decoded) {
        met[message.ok ? 'decoded' : 'refused'] += 1;
        if (!message.ok) assertPlain(message.message);
      }
    }),
    runs(5_000),
  );
  for (const [name, count] of Object.entries(met)) expect(count, name).toBeGreaterThan(100);
});

/** A request with one member put wrong, or text with something cut out of it, or any text at all. */
const anyFrame = fc.oneof(
  fc
    .tuple(anyRequest, fc.string({ unit: 'binary', maxLength: 8 }), fc.jsonValue())
    .map(([request, name, value]) => JSON.stringify({ ...request, [name]: value })),
  fc.tuple(anyRequest, fc.nat(), fc.jsonValue()).map(([request, nth, value]) => {
    const names = Object.keys(request);
    return JSON.stringify({ ...request, [names[nth % names.length] ?? '']: value });
  }),
  fc.tuple(anyRequest, fc.nat(), fc.nat({ max: 4 })).map(([request, nth, length]) => {
    const text = JSON.stringify(request);
    return text.slice(0, nth % text.length) + text.slice((nth % text.length) + length);
  }),
  fc.json(),
  fc.string({ unit: 'binary' }),
);

function decode(frame: string): Decoded[] | undefined {
  try {
    return decodeFrame(frame);
  } catch (error) {
    assert(error instanceof BadFrame);
    return undefined;
  }
}

test('nothing of the input comes back in a message but plain field names', () => {
  const hostile = '<img src=x onerror=alert(1)>\u202e\u001b[31m\ud800"\\\n';
  fc.assert(
    fc.property(anyRequest, fc.nat(), fc.constantFrom('name', 'value', 'deep'), (request, nth, where) => {
      const names = Object.keys(request);
      const name = names[nth % names.length] ?? '';
      const spoiled =
        where === 'name'
          ? { ...request, [hostile]: 1 }
          : { ...request, [name]: where === 'value' ? hostile : { [hostile]: [hostile] } };
      for (const message of decodeFrame(JSON.stringify(spoiled))) {
        // As a correlation id the text is the client's own, and allowed.
        if (message.ok) assert(name === 'id' && where === 'value');
        else assertPlain(message.message);
      }
    }),
    runs(1_000),
  );
});

function assertPlain(message: string): void {
  assert.match(message, /^[\x20-\x7e]{1,160}$/);
  assert(!message.includes('<img') && !message.includes('\\'), message);
}

test('a movement is the same whichever way it is read', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,64}$/);
  const key = fc.stringMatching(/^[A-Za-z0-9_.:-]{1,65}$/);
  const amount = fc.stringMatching(/^[0-9]{1,3}(\.[0-9]{1,3})?$/);
  const id = fc.oneof(fc.nat(), fc.maxSafeInteger());
  const unconditional = fc.oneof(
    fc.tuple(id, key, name, name, amount).map(([id, key, from, to, amount]) => ({
      t: 'transfer',
      id,
      key,
      from,
      to,
      amount,
    })),
    fc
      .tuple(fc.constantFrom('deposit', 'withdraw', 'transfer'), id, key, name, amount)
      .map(([t, id, key, account, amount]) => ({ t, id, key, account, amount })),
  );
  const memo = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.stringMatching(/^[ -~]{250,260}$/));
  const movement = fc.oneof(
    unconditional,
    fc.tuple(unconditional, memo).map(([movement, memo]) => ({ ...movement, memo })),
  );
  const digit = fc.constantFrom(...'0123456789.,:{}"\\ \t-abcAZ_@');
  const met = { read: 0, remarked: 0, refused: 0 };
  fc.assert(
    fc.property(
      movement,
      fc.nat(),
      fc.nat({ max: 2 }),
      fc.array(digit, { maxLength: 2 }),
      (request, at, cut, put) => {
        const plain = JSON.stringify(request);
        const place = at % plain.length;
        const text = plain.slice(0, place) + put.join('') + plain.slice(place + cut);
        // With a blank before it, a line is always read as JSON and checked against the schemas.
        assert.deepEqual(decode(text), decode(` ${text}`));
        const line = readMovementLine(text, 0);
        met[line === undefined ? 'refused' : line.request.memo === undefined ? 'read' : 'remarked'] += 1;
      },
    ),
    runs(5_000),
  );
  for (const [name, count] of Object.entries(met)) expect(count, name).toBeGreaterThan(100);
});
