import fc from 'fast-check';
import type { Decision } from '../../server/ledger/transaction.ts';
import { timeOrderedKey } from '../../shared/keys.ts';

/** Keys of each kind, as offsets from the time of their decision in milliseconds; undefined is a hand-made one. */
export const keyOffsets = fc.array(
  fc.option(fc.oneof(fc.integer({ min: -3_000, max: 9_000 }), fc.integer({ min: 11_000, max: 40_000 })), {
    nil: undefined,
  }),
  { minLength: 1, maxLength: 20 },
);
export const commitSizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 });

/** The same decision under a key of the kind that the offset says. */
export function withKey(decision: Decision, nth: number, offsetMs: number | undefined): Decision {
  if (offsetMs === undefined) return decision;
  const key = timeOrderedKey(decision.atMs + offsetMs, String(nth).padStart(12, '0'));
  return { ...decision, command: { ...decision.command, key } };
}
