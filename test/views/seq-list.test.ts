import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeqList } from '../../server/views/seq-list.ts';
import { runs } from '../support/runs.ts';

test('a list of seqs tells those that were added and not removed, in their order', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2_000 }),
      fc.array(fc.nat(2_100)),
      fc.integer({ min: 2, max: 50 }),
      fc.array(fc.tuple(fc.nat(2_100), fc.integer({ min: 1, max: 1_200 }))),
      (count, removed, kept, asked) => {
        const list = new SeqList();
        const left = new Set<number>();
        for (let seq = 1; seq <= count; seq += 1) {
          list.add(seq);
          left.add(seq);
          // Most go soon, so that chunks become empty or nearly so.
          const gone = seq - kept;
          if (gone % kept === 0) continue;
          list.remove(gone);
          left.delete(gone);
        }
        for (const seq of removed) {
          list.remove(seq);
          left.delete(seq);
        }
        expect(list.isEmpty).toBe(left.size === 0);
        for (const [after, limit] of asked) {
          expect(list.after(after, limit)).toEqual([...left].filter((seq) => seq > after).slice(0, limit));
        }
        list.add(count + 1);
        expect(list.after(count, 1)).toEqual([count + 1]);
      },
    ),
    runs(200),
  );
});
