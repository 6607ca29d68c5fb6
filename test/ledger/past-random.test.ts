import assert from 'node:assert';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Past, type PastTransaction } from '../../server/ledger/past.ts';
import { runs } from '../support/runs.ts';

/** A transaction of which so much is reversed, by the newest of its reversals. */
function past(seq: number, reversals: readonly number[], through = Infinity): PastTransaction {
  const known = reversals.filter((by) => by <= through);
  return { seq, what: { is: 'other', why: `${known.length} times` }, changedBy: 0 };
}
const number = (max: number): fc.Arbitrary<number> => fc.noBias(fc.nat({ max }));

const steps = fc.array(
  fc.record({
    do: fc.noBias(
      fc.constantFrom('look up', 'learn', 'learn', 'change', 'change', 'undo', 'follow', 'forget'),
    ),
    tx: number(6),
    pick: number(20),
  }),
  { maxLength: 120, size: 'max' },
);

test('whatever is looked up, changed, undone and forgotten meanwhile, what is known of the past is true', () => {
  let [refused, forgotten] = [0, 0];
  fc.assert(
    fc.property(steps, fc.nat({ max: 3 }), (random, max) => {
      const memory = new Past(0);
      const truth = new Map<number, number[]>();
      const lookUps: { readonly tx: number; readonly asOf: number; readonly found: PastTransaction }[] = [];
      let [seq, viewsSeq] = [0, 0];
      const reversalsOf = (tx: number): number[] => truth.get(tx) ?? [];
      for (const { do: what, tx, pick } of random) {
        const known = memory.get(tx);
        switch (what) {
          case 'look up':
            lookUps.push({ tx, asOf: viewsSeq, found: past(tx, reversalsOf(tx), viewsSeq) });
            break;
          case 'learn': {
            const [lookUp] = lookUps.splice(pick % Math.max(1, lookUps.length), 1);
            if (lookUp !== undefined && !memory.learn(lookUp.found, lookUp.asOf)) refused += 1;
            break;
          }
          case 'change':
          case 'undo':
            // Nothing is decided on what is not known.
            if (known === undefined) break;
            memory.change({ ...past(tx, [...reversalsOf(tx), seq + 1]), changedBy: seq + 1 });
            if (what === 'undo') {
              memory.restore(tx, known);
              break;
            }
            seq += 1;
            truth.set(tx, [...reversalsOf(tx), seq]);
            break;
          case 'follow':
            viewsSeq += pick % (seq - viewsSeq + 1);
            break;
          case 'forget':
            memory.forget(max, viewsSeq);
            if (known !== undefined && memory.get(tx) === undefined) forgotten += 1;
            break;
        }
        let beyond = 0;
        for (let each = 0; each <= 6; each += 1) {
          const told = memory.get(each);
          if (told === undefined) continue;
          assert.deepEqual(told.what, past(each, reversalsOf(each)).what);
          if (told.changedBy <= viewsSeq) beyond += 1;
        }
        // Memory is bounded once the views have caught up.
        if (what === 'forget' && viewsSeq === seq) assert(beyond <= max, `${beyond} are kept`);
      }
    }),
    runs(2_000),
  );
  expect(Math.min(refused, forgotten)).toBeGreaterThan(100);
});
