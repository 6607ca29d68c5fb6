import type { AccountState } from '../../../shared/transaction.ts';
import { isSame } from './asked-for.ts';
import type { ReadSeen, Violation } from './history.ts';
import type { Replay } from './replay.ts';

/** Whether accounts are told as they were at that seq. What lies beyond the replay cannot be judged. */
export function checkStates(
  states: readonly AccountState[],
  seq: number,
  replay: Replay,
  who: string,
): Violation[] {
  if (seq > replay.seq) return [];
  return states.flatMap((state) => {
    const { account } = state;
    const wanted = replay.stateAt(account, seq);
    if (isSame(wanted, state)) return [];
    const what = `${who} was told ${JSON.stringify(state)}, a replay gives ${JSON.stringify(wanted)}`;
    return { invariant: 'I5', what, account, seq } as const;
  });
}

/** I5 and I1 of reads: accounts as of their seq, ledgers that sum to zero, and the last books in full. */
export function checkReads(reads: readonly ReadSeen[], replay: Replay, head: number): Violation[] {
  return reads.flatMap(({ seq, accounts = [], ledgers }) => {
    if (seq > head) {
      return [
        { invariant: 'I5', what: 'a read tells of a seq that the journal does not have', seq } as const,
      ];
    }
    const violations: Violation[] = checkStates(accounts, seq, replay, 'a reader');
    for (const { ledger, sum } of ledgers ?? []) {
      if (/[1-9]/.test(sum)) violations.push({ invariant: 'I1', what: `${ledger} sums to ${sum}`, seq });
    }
    if (ledgers !== undefined && seq === head && seq === replay.seq) {
      const lines = ledgers.map((each) =>
        [
          each.ledger,
          each.sum,
          each.deposited,
          each.withdrawn,
          each.held,
          each.accounts,
          each.transactions,
        ].join(' '),
      );
      const wanted = replay.reference.trial();
      if (lines.sort().join('\n') !== wanted) {
        const what = `the books are told as\n${lines.join('\n')}\na replay gives\n${wanted}`;
        violations.push({ invariant: 'I5', what, seq });
      }
    }
    return violations;
  });
}
