import assert from 'node:assert';
import fc from 'fast-check';
import { test } from 'vitest';
import { type AccountMark, AccountMarks, MarkCursor } from '../../client/load/check/account-marks.ts';
import { runs } from '../support/runs.ts';

const ids = fc.uniqueArray(fc.string({ unit: fc.constantFrom(...'aB1-'), minLength: 1, maxLength: 4 }));

function markOf(account: string): AccountMark {
  return {
    account,
    balance: BigInt(account.length),
    held: 0n,
    version: account.length,
    seq: 1,
    frozen: account.length === 2 ? 'both' : undefined,
  };
}

test('beside a later list, each account finds its mark, and those that are missing there are told', () => {
  fc.assert(
    fc.property(ids, ids, (before, after) => {
      const marks = new AccountMarks();
      for (const id of [...before].sort()) marks.add(markOf(id));
      const cursor = new MarkCursor(marks);
      const missing: string[] = [];
      const found = [...after].sort().map((id) => cursor.find(id, (gone) => missing.push(gone)));
      cursor.end((gone) => missing.push(gone));
      assert.deepEqual(
        found,
        [...after].sort().map((id) => (before.includes(id) ? markOf(id) : undefined)),
      );
      assert.deepEqual(
        missing,
        [...before].sort().filter((id) => !after.includes(id)),
      );
    }),
    runs(500),
  );
});
