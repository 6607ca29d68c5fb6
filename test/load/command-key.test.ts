import assert from 'node:assert';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandKey, newRun, parseCommandKey, registrationKey } from '../../client/load/command-key.ts';
import { KeySchema, keyTimeMs } from '../../shared/keys.ts';
import { runs } from '../support/runs.ts';

const unixMs = fc.integer({ min: 0, max: 36 ** 9 - 1 });
const thread = fc.integer({ min: 0, max: 63 });
const number = fc.integer({ min: 0, max: 64 ** 6 - 1 });
const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'];
const runName = fc.string({ unit: fc.constantFrom(...alphabet), minLength: 5, maxLength: 5 });

test('a key tells which command it is', () => {
  fc.assert(
    fc.property(unixMs, runName, thread, number, (ms, name, t, n) => {
      const key = commandKey(ms, name, t, n);
      assert(KeySchema.safeParse(key).success);
      assert.deepEqual(parseCommandKey(key), { unixMs: ms, run: name, thread: t, n });
    }),
    runs(1_000),
  );
});

test('no key is read as a command of a run but the one that it would have', () => {
  const anyKey = fc.string({
    unit: fc.constantFrom(...'k0zAZaz09_.:-'),
    minLength: 1,
    maxLength: 64,
  });
  const lengthOfOne = fc.string({ unit: fc.constantFrom(...'k0zAZ_.-'), minLength: 22, maxLength: 22 });
  fc.assert(
    fc.property(fc.oneof(anyKey, lengthOfOne), (key) => {
      const name = parseCommandKey(key);
      assert.equal(name?.unixMs, keyTimeMs(key));
      if (name !== undefined) assert.equal(commandKey(name.unixMs, name.run, name.thread, name.n), key);
    }),
    runs(2_000),
  );
});

test.each(['rent-2026-01', 'open-load-17', 'k', 'k0ml29ff1iQ7n.x2VbK4cT', 'K0ml29ff1iQ7n_x2VbK4cT'])(
  '%s is no command of a run',
  (key) => expect(parseCommandKey(key)).toBe(undefined),
);

test('a run is registered under a key that is no command', () => {
  const name = newRun();
  expect(KeySchema.safeParse(registrationKey(name)).success).toBe(true);
  expect(parseCommandKey(registrationKey(name))).toBe(undefined);
});

test('runs have names of their own', () => {
  const names = new Set(Array.from({ length: 1_000 }, () => newRun()));
  // Of a thousand among 64^5, two are alike once in two thousand times.
  expect(names.size).toBeGreaterThanOrEqual(999);
});
