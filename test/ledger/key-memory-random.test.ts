import assert from 'node:assert';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeyMemory } from '../../server/ledger/key-memory.ts';
import { aheadMark, keyStanding } from '../../server/ledger/key-order.ts';
import { fingerprinter } from '../../server/ledger/key-table.ts';
import { timeOrderedKey } from '../../shared/keys.ts';
import { runs } from '../support/runs.ts';
import { noon } from './bank.ts';

const fingerprintOf = fingerprinter({ high: 1, low: 2 });
const bounds = { keysPerGeneration: 3, generations: 2, marksMax: 2 };

/** Where a client takes a key from: its clock, an earlier command, or its head. */
const keySource = fc.oneof(
  { weight: 5, arbitrary: fc.record({ offMs: fc.integer({ min: -3_000, max: 9_000 }) }) },
  { weight: 2, arbitrary: fc.record({ offMs: fc.integer({ min: 10_000, max: 60_000 }) }) },
  { weight: 4, arbitrary: fc.record({ again: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ byHand: fc.constantFrom('a', 'b', 'c') }) },
);
const event = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      passedMs: fc.integer({ min: -2_000, max: 8_000 }),
      by: fc.constantFrom('ann', 'bob'),
      key: keySource,
    }),
  },
  { weight: 3, arbitrary: fc.record({ viewsCatchUp: fc.nat({ max: 8 }) }) },
  { weight: 1, arbitrary: fc.record({ restart: fc.constant(true) }) },
);

interface Use {
  readonly by: string;
  readonly key: string;
  readonly atMs: number;
  readonly commit: number;
}

test('whatever clocks do, no used key counts as new, and the views account for all that memory lets go (R50)', () => {
  const met = { fresh: 0, held: 0, found: 0, absent: 0 };
  fc.assert(
    fc.property(fc.array(event, { maxLength: 120, size: 'max' }), (events) => {
      let memory = new KeyMemory(bounds, fingerprintOf);
      const uses: Use[] = [];
      let nowMs = noon;
      let atMs = noon;
      let viewsAt = 0;
      for (const each of events) {
        if ('viewsCatchUp' in each) {
          viewsAt = Math.min(uses.length, viewsAt + each.viewsCatchUp);
          memory.release(viewsAt);
          continue;
        }
        if ('restart' in each) {
          memory = restarted(uses, viewsAt);
          continue;
        }
        nowMs += each.passedMs;
        atMs = Math.max(atMs, nowMs);
        const { by } = each;
        const key = keyOf(each.key, uses, nowMs);
        const before = uses.find((use) => use.by === by && use.key === key);
        const held = memory.find(by, key);
        if (held !== undefined) {
          assert.equal(held, before?.commit);
          met.held += 1;
          continue;
        }
        if (memory.isNew(by, key, nowMs)) {
          assert.equal(before, undefined, 'a used key counts as new');
          met.fresh += 1;
        } else {
          if (before !== undefined) assert(before.commit <= viewsAt, 'neither memory nor views hold the key');
          assert(memory.covers(viewsAt), 'the views do not account for what memory has let go');
          met[before === undefined ? 'absent' : 'found'] += 1;
        }
        if (before !== undefined) continue;
        uses.push({ by, key, atMs, commit: uses.length + 1 });
        memory.remember(by, key, atMs, uses.length);
      }
    }),
    runs(2_000),
  );
  for (const [name, count] of Object.entries(met)) expect(count, name).toBeGreaterThan(100);
});

type KeySource = { offMs: number } | { again: number } | { byHand: string };

function keyOf(source: KeySource, uses: readonly Use[], nowMs: number): string {
  if ('byHand' in source) return source.byHand;
  if ('offMs' in source) return timeOrderedKey(nowMs + source.offMs, 'abcdefghijkl');
  return uses[source.again % uses.length]?.key ?? 'first';
}

/** A memory as a start makes it: the floor and the marks from the views, the rest from the journal. */
function restarted(uses: readonly Use[], viewsAt: number): KeyMemory {
  const inViews = uses.filter((use) => use.commit <= viewsAt);
  const floor = inViews
    .filter(({ key, atMs }) => keyStanding(key, atMs) === 'ordered')
    .reduce((greatest, { key }) => (key > greatest ? key : greatest), '');
  const marks = inViews
    .filter(({ key, atMs }) => keyStanding(key, atMs) === 'ahead')
    .map(({ by, key }) => aheadMark(by, key));
  const memory = new KeyMemory(bounds, fingerprintOf, { commit: viewsAt, floor, marks });
  for (const { by, key, atMs, commit } of uses) if (commit > viewsAt) memory.remember(by, key, atMs, commit);
  return memory;
}
