import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyLine } from '../fuzz/lines.ts';
import { readJson } from './json-text.ts';
import { judge } from './verdict.ts';

/** What judges the hub is judged itself: by `JSON.parse`, and by what docs/PROTOCOL.md gives as examples. */

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('the reader takes for JSON what JSON is', () => {
  const cut = fc
    .tuple(anyLine, fc.nat(), fc.constantFrom('', '"', '\\', ',', '}', ' ', '0'))
    .map(([line, at, char]) => {
      const place = at % (line.length + 1);
      return line.slice(0, place) + char + line.slice(place + 1);
    });
  fc.assert(
    fc.property(fc.oneof(anyLine, cut, fc.string(), fc.json()), (text) => {
      expect(readJson(text) !== undefined).toBe(isJson(text));
    }),
    { seed: 20_261_123, numRuns: 3_000 },
  );
});

test('of lines, a good share is right, a good share is wrong, and some are no JSON', () => {
  const shares = { asked: 0, refused: 0, notJson: 0, blank: 0 };
  for (const line of fc.sample(anyLine, { seed: 1, numRuns: 2_000 })) shares[judge(line).kind] += 1;
  expect(shares.asked).toBeGreaterThan(600);
  expect(shares.refused).toBeGreaterThan(600);
  expect(shares.notJson).toBeGreaterThan(20);
});

test.each<[line: string, kind: string]>([
  ['{"t":"ping","id":0}', 'asked'],
  ['{"t":"ping","id":-0}', 'asked'],
  ['{"t":"ping","id":1e3}', 'asked'],
  ['{"t":"ping","id":9007199254740992}', 'refused'],
  ['{"t":"ping","id":1,"id":1}', 'refused'],
  ['{"t":"ping","id":1,"\\u0069d":1}', 'refused'],
  ['{"t":"ping","id":1,"__proto__":{}}', 'refused'],
  ['{"t":"deposit","id":1,"key":"k","account":"constructor","amount":"1"}', 'asked'],
  ['{"t":"deposit","id":1,"key":"k","account":"A","amount":1}', 'refused'],
  ['{"t":"deposit","id":1,"key":"k","account":"A","amount":"1","expect":{"__proto__":0}}', 'refused'],
  ['\ufeff{"t":"ping","id":1}', 'notJson'],
  [' \t\r', 'blank'],
])('%s is %s', (line, kind) => {
  expect(judge(line).kind).toBe(kind);
});
