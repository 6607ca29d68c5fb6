import type { Command } from '../../shared/commands.ts';
import { formatMoney } from '../../shared/money.ts';
import { checkExpectations, checkFunds, checkRange, checkStanding } from './checks.ts';
import { type DecisionHead, legAfter, minorAmount } from './decision-parts.ts';
import { Denial } from './denial.ts';
import type { PastMovement } from './past.ts';
import type { State } from './state.ts';
import type { Reversal } from './transaction.ts';

/**
 * Money goes back the way it came: see {@link decide}. Limits do not stand in the way of a correction; the funds
 * of whoever has to give it back do.
 */
export function decideReverse(
  state: State,
  command: Extract<Command, { t: 'reverse' }>,
  { atMs, by, seq }: DecisionHead,
): Reversal | Denial {
  const past = findMovement(state, command.tx);
  if (past instanceof Denial) return past;
  const left = past.amount - past.reversed;
  const { ledger, from, to } = past;
  const wrong =
    checkExpectations(state, command) ??
    (left === 0n
      ? new Denial('already_reversed', `transaction ${command.tx} is reversed already`)
      : checkStanding(to, from));
  if (wrong !== undefined) return wrong;
  const amount = command.amount === undefined ? left : minorAmount(command.amount, ledger);
  if (typeof amount !== 'bigint') return amount;
  const denied =
    checkRange(to, from, amount) ??
    (amount > left
      ? new Denial(
          'already_reversed',
          `of transaction ${command.tx}, ${formatMoney(left, ledger.scale)} is left to reverse, ${formatMoney(amount, ledger.scale)} asked`,
        )
      : checkFunds(to, amount));
  if (denied !== undefined) return denied;
  const legs = [legAfter(to, -amount), legAfter(from, amount)] as const;
  return { kind: 'reverse', atMs, by, command, seq, ledger, reverses: command.tx, past, amount, legs };
}

function findMovement(state: State, seq: number): PastMovement | Denial {
  if (state.holds.get(seq) !== undefined) {
    return new Denial('unknown_tx', `transaction ${seq} is a hold: capture or release it`);
  }
  const what = state.past.get(seq)?.what;
  switch (what?.is) {
    case 'movement':
      return what;
    case 'hold':
      return new Denial('unknown_tx', `transaction ${seq} is a hold, which ${what.settled}`);
    case 'other':
      return new Denial('unknown_tx', `transaction ${seq} ${what.why}`);
    case undefined:
      return new Denial('unknown_tx', `there is no transaction ${seq}`);
  }
}
