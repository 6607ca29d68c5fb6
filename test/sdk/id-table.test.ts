import assert from 'node:assert';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IdTable } from '../../client/sdk/id-table.ts';
import { runs } from '../support/runs.ts';

/** What happens next: so many entries come, and of those that are there these leave. */
const step = fc.record({
  come: fc.nat(200),
  leave: fc.array(fc.nat(400), { maxLength: 200 }),
  /** One that has left comes again. */
  again: fc.nat(2_000),
  skip: fc.nat(3),
});

test('it holds what a map would hold, however long some stay', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.constantFrom(1, 2 ** 31 - 100), (steps, firstId) => {
      const table = new IdTable<{ id: number }>();
      const model = new Map<number, { id: number }>();
      let id = firstId;
      for (const { come, leave, again, skip } of steps) {
        for (let count = 0; count < come; count += 1) {
          id += 1 + skip;
          const entry = { id };
          table.add(entry);
          model.set(id, entry);
        }
        const there = [...model.keys()];
        for (const place of leave) {
          const leaving = there[place] ?? id + 1;
          table.delete(leaving);
          model.delete(leaving);
        }
        const late = { id: firstId + again };
        if (late.id < id && !model.has(late.id)) {
          table.add(late);
          model.set(late.id, late);
        }
        expect(table.size).toBe(model.size);
        for (const [known, entry] of model) assert.equal(table.get(known), entry);
        for (const gone of there) if (!model.has(gone)) assert.equal(table.get(gone), undefined);
        expect(new Set(table.all())).toEqual(new Set(model.values()));
      }
      table.clear();
      expect([table.size, table.all()]).toEqual([0, []]);
      expect(table.get(id)).toBeUndefined();
    }),
    runs(100),
  );
});
