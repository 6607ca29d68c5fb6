import assert from 'node:assert';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeySchema, keyRandomChars, keyTimeMs, timeOrderedKey } from '../../shared/keys.ts';
import { runs } from '../support/runs.ts';

const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'];
const random = fc.string({
  unit: fc.constantFrom(...alphabet),
  minLength: keyRandomChars,
  maxLength: keyRandomChars,
});
/** Nine base-36 digits reach to the year 5188. */
const unixMs = fc.integer({ min: 0, max: 36 ** 9 - 1 });

test('a time-ordered key is a key, and tells its time (R14, R15)', () => {
  fc.assert(
    fc.property(unixMs, random, (ms, end) => {
      const key = timeOrderedKey(ms, end);
      assert(KeySchema.safeParse(key).success);
      assert.equal(key.length, 22);
      assert.equal(keyTimeMs(key), ms);
    }),
    runs(1_000),
  );
});

test('the texts of time-ordered keys sort as their times do (R15)', () => {
  fc.assert(
    fc.property(unixMs, random, unixMs, random, (ms, end, otherMs, otherEnd) => {
      if (ms === otherMs) return;
      assert.equal(timeOrderedKey(ms, end) < timeOrderedKey(otherMs, otherEnd), ms < otherMs);
    }),
    runs(1_000),
  );
});

test.each([
  'k',
  'rent-2026-01',
  'K0ml29ff1iQ7n_x2VbK4cT',
  'k0ml29ff1iQ7n_x2VbK4c',
  'k0ml29ff1iQ7n_x2VbK4cTT',
  'k0ML29FF1iQ7n_x2VbK4cT',
  'k0ml29ff1iQ7n.x2VbK4cT',
])('%s is a key without a time (R15)', (key) => {
  expect(KeySchema.safeParse(key).success).toBe(true);
  expect(keyTimeMs(key)).toBe(undefined);
});

test.each(['_', '__proto__', '.:-', 'x'.repeat(64)])('%s is a key (R14)', (key) => {
  expect(KeySchema.safeParse(key).success).toBe(true);
});

test.each(['', 'x'.repeat(65), 'a b', 'a\n', '\u0000', '\ud800', 'é', 'a/b', 'a"b', '@a'])(
  '%j is no key (R14)',
  (key) => {
    expect(KeySchema.safeParse(key).success).toBe(false);
  },
);
