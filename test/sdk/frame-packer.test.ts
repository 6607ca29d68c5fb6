import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Packable, packFrames, utf8Bytes } from '../../client/sdk/frame-packer.ts';
import { runs } from '../support/runs.ts';

const frameBytesMax = 64;
const packable = (text: string): Packable => ({ text, bytes: Buffer.byteLength(text) });
const message = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .map((text) => packable(JSON.stringify({ text })))
  .filter(({ bytes }) => bytes <= frameBytesMax);

test('the bytes of a text are those of its UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(utf8Bytes(text)).toBe(Buffer.byteLength(text));
    }),
    runs(200),
  );
});

test('frames keep every message, in order, and no frame is too large', () => {
  fc.assert(
    fc.property(fc.array(message), (messages) => {
      const frames = packFrames(messages, frameBytesMax);
      expect(frames.flatMap((frame) => frame.split('\n'))).toEqual(messages.map(({ text }) => text));
      for (const frame of frames) expect(Buffer.byteLength(frame)).toBeLessThanOrEqual(frameBytesMax);
    }),
    runs(200),
  );
});

test('what fits into one frame leaves in one', () => {
  const ofLengths = (...lengths: number[]) => lengths.map((length) => packable('a'.repeat(length)));
  expect(packFrames(ofLengths(31, 32), frameBytesMax)).toHaveLength(1);
  expect(packFrames(ofLengths(32, 32), frameBytesMax)).toHaveLength(2);
});

test('without messages there is no frame', () => {
  expect(packFrames([], frameBytesMax)).toEqual([]);
});
