import { expect, test } from 'vitest';
import { decodeMessages, Unintelligible } from '../../client/sdk/messages.ts';

const pong = '{"t":"pong","id":1,"seq":3,"time":"2026-01-01T00:00:00.000Z"}';

test('a frame holds one message a line', () => {
  expect(decodeMessages(`${pong}\n{"t":"unwatched","id":2}\n`).map(({ t }) => t)).toEqual([
    'pong',
    'unwatched',
  ]);
});

test('types and fields that the client does not know are left out', () => {
  const later = '{"t":"weather","sunny":true}';
  const richer = '{"t":"unwatched","id":2,"reason":"asked"}';
  expect(decodeMessages(`${later}\n${richer}`)).toEqual([{ t: 'unwatched', id: 2 }]);
});

test.each([
  ['what is not JSON', '{"t":"pong"'],
  ['a message without a type', '{"id":1}'],
  ['a value that is no object', '7'],
  ['a known type of another shape', '{"t":"pong","id":1,"seq":"3","time":""}'],
  [
    'money as a number',
    '{"t":"accounts","id":1,"seq":1,"accounts":[{"account":"A","ledger":"demo","asset":"CNY","balance":5,"available":5,"version":1}]}',
  ],
])('%s is not passed over', (_, line) => {
  expect(() => decodeMessages(`${pong}\n${line}`)).toThrow(Unintelligible);
});
