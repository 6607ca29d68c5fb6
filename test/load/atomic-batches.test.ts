import { expect, test } from 'vitest';
import { atomicProblems } from '../../client/load/check/atomic-batches.ts';
import { script } from '../../client/load/mixed/script.ts';
import { OutcomeLog } from '../../client/load/outcome-log.ts';
import type { ErrorCode } from '../../shared/codes.ts';

const slots = script.find(({ together }) => together?.isAtomic === true)?.together?.slots ?? [];

/** What is wrong with one atomic batch of which this came, a seq or a code each, and of which so many are in the ledger. */
function problemsOf(outcomes: readonly (number | ErrorCode | undefined)[], found: number): string[] {
  const log = new OutcomeLog(0);
  for (const [at, n] of slots.entries()) {
    log.sent(n, 0);
    const outcome = outcomes[at];
    if (typeof outcome === 'number') log.committed(n, outcome);
    else if (outcome !== undefined) log.refused(n, outcome);
  }
  const isFound = (n: number): boolean => slots.slice(0, found).includes(n);
  return [...atomicProblems(log, isFound)].map(({ sentence }) => sentence);
}

test.each<[string, (number | ErrorCode | undefined)[], number]>([
  ['done as a whole', [7, 8, 9, 10], 4],
  ['not done for one of it', ['batch_failed', 'insufficient_funds', 'batch_failed', 'batch_failed'], 0],
  ['done without an answer', [undefined, undefined, undefined, undefined], 4],
  ['not done without an answer', [undefined, undefined, undefined, undefined], 0],
])('a batch that was %s has no problem', (_, outcomes, found) => {
  expect(problemsOf(outcomes, found)).toEqual([]);
});

test.each<[string, (number | ErrorCode | undefined)[], number, RegExp]>([
  ['is in the ledger in part', [7, 8, 9, 10], 3, /of which only 3 are in the ledger$/],
  ['has another transaction between', [7, 8, 10, 11], 4, /not one behind the other \(7, 8, 10, 11\)$/],
  [
    'failed for nothing',
    ['batch_failed', 'batch_failed', 'batch_failed', 'batch_failed'],
    0,
    /failed for one that none of them is$/,
  ],
])('a batch that %s is a problem', (_, outcomes, found, sentence) => {
  expect(problemsOf(outcomes, found)).toEqual([expect.stringMatching(sentence)]);
});
