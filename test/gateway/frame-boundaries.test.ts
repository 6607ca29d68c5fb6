import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameBoundaries } from '../../server/gateway/frame-boundaries.ts';

/** A client's frame as RFC 6455 has it: masked, with any opcode. */
function frame(opcode: number, fin: boolean, length: number): Buffer {
  const extended = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const header = Buffer.alloc(2 + extended + 4);
  header[0] = (fin ? 0x80 : 0) | opcode;
  header[1] = 0x80 | (extended === 0 ? length : extended === 2 ? 126 : 127);
  if (extended === 2) header.writeUInt16BE(length, 2);
  if (extended === 8) header.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([header, Buffer.alloc(length, 0x81)]);
}

test('whole messages end on a boundary however the bytes are cut', () => {
  const message = fc.tuple(
    fc.constantFrom(0x1, 0x2, 0x8, 0x9, 0xa),
    fc.constantFrom(0, 1, 125, 126, 65_535, 65_536),
  );
  fc.assert(
    fc.property(
      fc.array(message, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 70_000 }),
      (messages, size) => {
        const bytes = Buffer.concat(messages.map(([opcode, length]) => frame(opcode, true, length)));
        const boundaries = new FrameBoundaries();
        for (let at = 0; at < bytes.length; at += size) boundaries.push(bytes.subarray(at, at + size));
        expect(boundaries.isMidway).toBe(false);
      },
    ),
    { seed: 20_261_122, numRuns: 100 },
  );
});

test('any proper prefix of a frame is midway', () => {
  for (const length of [0, 5, 126, 70_000]) {
    const bytes = frame(0x1, true, length);
    for (const cut of [1, 2, 3, 5, 6, bytes.length - 1].filter((cut) => cut < bytes.length)) {
      const boundaries = new FrameBoundaries();
      boundaries.push(bytes.subarray(0, cut));
      expect(boundaries.isMidway).toBe(true);
    }
  }
});

test('a message is midway until its last fragment, whatever control frames come between', () => {
  const boundaries = new FrameBoundaries();
  boundaries.push(frame(0x1, false, 3));
  expect(boundaries.isMidway).toBe(true);
  boundaries.push(frame(0x9, true, 0));
  expect(boundaries.isMidway).toBe(true);
  boundaries.push(frame(0x0, true, 3));
  expect(boundaries.isMidway).toBe(false);
});
