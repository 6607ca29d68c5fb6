import assert from 'node:assert';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeyMemory } from '../../server/ledger/key-memory.ts';
import { fingerprinter, KeyTable } from '../../server/ledger/key-table.ts';
import { runs } from '../support/runs.ts';

test('it finds what was set last for each fingerprint, however they crowd together', () => {
  const half = fc.oneof(fc.nat({ max: 5 }), fc.integer({ min: 2 ** 32 - 3, max: 2 ** 32 - 1 }));
  const entry = fc.record({
    fingerprint: fc.record({ high: half, low: half }),
    commit: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 2 ** 32 - 1, max: 2 ** 40 })),
  });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 60, size: 'max' }), (entries) => {
      const table = new KeyTable(81);
      const model = new Map<string, number>();
      for (const { fingerprint, commit } of entries) {
        table.set(fingerprint, commit);
        model.set(`${fingerprint.high} ${fingerprint.low}`, commit);
        assert.equal(table.size, model.size);
      }
      for (const { fingerprint } of entries) {
        assert.equal(table.get(fingerprint), model.get(`${fingerprint.high} ${fingerprint.low}`));
      }
      assert.equal(table.get({ high: 77, low: 3 }), 0);
    }),
    runs(500),
  );
});

const fingerprintOf = fingerprinter({ high: 1, low: 2 });

test('fingerprints tell keys and principals apart', () => {
  const seen = new Set<string>();
  for (const by of ['a', 'ab', 'anonymous']) {
    for (let n = 0; n < 20_000; n += 1) {
      const { high, low } = fingerprintOf(by, `k0mb8y5hq${n.toString(36).padStart(12, '0')}`);
      seen.add(`${high} ${low}`);
    }
  }
  for (const [by, key] of [
    ['ab', 'c'],
    ['a', 'bc'],
  ] as const) {
    const { high, low } = fingerprintOf(by, key);
    seen.add(`${high} ${low}`);
  }
  expect(seen.size).toBe(60_002);
});

test('keys with one fingerprint are told as the newest commit that any of them may be in', () => {
  const one = (): { high: number; low: number } => ({ high: 1, low: 2 });
  const keys = new KeyMemory({ keysPerGeneration: 4, generations: 1, marksMax: 2 }, one);
  keys.remember('p', 'first', 0, 3);
  keys.remember('p', 'second', 0, 5);
  expect(keys.find('p', 'first')).toBe(5);
  expect(keys.find('p', 'never')).toBe(5);
});
