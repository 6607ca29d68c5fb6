import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packFrames, utf8Bytes } from '../../client/sdk/frame-packer.ts';
import { runs } from '../protocol/runs.ts';

const frameBytesMax = 64;
const message = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .map((text) => JSON.stringify({ text }))
  .filter((text) => Buffer.byteLength(text) <= frameBytesMax);

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
      expect(frames.flatMap((frame) => frame.split('\n'))).toEqual(messages);
      for (const frame of frames) expect(Buffer.byteLength(frame)).toBeLessThanOrEqual(frameBytesMax);
    }),
    runs(200),
  );
});

test('what fits into one frame leaves in one', () => {
  expect(packFrames(['a'.repeat(31), 'b'.repeat(32)], frameBytesMax)).toHaveLength(1);
  expect(packFrames(['a'.repeat(32), 'b'.repeat(32)], frameBytesMax)).toHaveLength(2);
});

test('without messages there is no frame', () => {
  expect(packFrames([], frameBytesMax)).toEqual([]);
});
