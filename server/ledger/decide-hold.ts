import type { Command } from '../../shared/commands.ts';
import { formatMoney } from '../../shared/money.ts';
import {
  checkExpectations,
  checkFunds,
  checkMaxBalance,
  checkRange,
  checkRules,
  checkStanding,
} from './checks.ts';
import { dayOf } from './daily.ts';
import { movableAmount, resolvePair } from './decide-movement.ts';
import { type DecisionHead, legAfter, minorAmount } from './decision-parts.ts';
import { Denial } from './denial.ts';
import type { Hold, State } from './state.ts';
import type { Expire, HoldCaptured, HoldEnded, HoldMade } from './transaction.ts';

/** Holds are made, captured and given back: see {@link decide}. */

/** A hold passes all that a transfer of its amount would have to pass: from then on the money is promised. */
export function decideHold(
  state: State,
  command: Extract<Command, { t: 'hold' }>,
  { atMs, by, seq }: DecisionHead,
  nowMs: number,
): HoldMade | Denial {
  const expiresMs = command.expires === undefined ? Infinity : Date.parse(command.expires);
  if (expiresMs <= nowMs) return new Denial('expired', 'the hold would have expired already');
  const ends = resolvePair(state, command.from, command.to);
  if (ends instanceof Denial) return ends;
  const { ledger, from, to } = ends;
  const amount = movableAmount(state, command, ends);
  if (typeof amount !== 'bigint') return amount;
  const denied = checkRules('hold', from, to, amount, atMs) ?? checkFunds(from, amount);
  if (denied !== undefined) return denied;
  const hold = { seq, from, to, amount, expiresMs, day: dayOf(atMs), expiryPlace: -1 };
  const legs = [legAfter(from, 0n, from.held + amount)] as const;
  return { kind: 'hold', atMs, by, command, seq, ledger, hold, legs };
}

/** The funds are there and were within the limits when the hold was made: neither is asked again. */
export function decideCapture(
  state: State,
  command: Extract<Command, { t: 'capture' }>,
  { atMs, by, seq }: DecisionHead,
): HoldCaptured | Denial {
  const hold = findOpen(state, command);
  if (hold instanceof Denial) return hold;
  const { from, to } = hold;
  const { ledger } = from;
  const wrong = checkStanding(from, to);
  if (wrong !== undefined) return wrong;
  const amount = command.amount === undefined ? hold.amount : minorAmount(command.amount, ledger);
  if (typeof amount !== 'bigint') return amount;
  const isFunded = amount <= hold.amount;
  const denied =
    checkRange(from, to, amount, isFunded) ??
    (isFunded ? checkMaxBalance('limit_transfer', to, amount) : undefined);
  if (denied !== undefined) return denied;
  if (!isFunded) {
    const [held, asked] = [hold.amount, amount].map((minor) => formatMoney(minor, ledger.scale));
    return new Denial('insufficient_funds', `hold ${hold.seq} is of ${held}, ${asked} asked`);
  }
  const legs = [legAfter(from, -amount, from.held - hold.amount), legAfter(to, amount)] as const;
  return { kind: 'capture', atMs, by, command, seq, ledger, hold, amount, legs };
}

/** Neither a frozen account nor a limit stands in the way of giving money back to where it is. */
export function decideHoldEnd(
  state: State,
  command: Extract<Command, { t: 'release' }> | Expire,
  { atMs, by, seq }: DecisionHead,
): HoldEnded | Denial {
  const hold = findOpen(state, command);
  if (hold instanceof Denial) return hold;
  const { from } = hold;
  const legs = [legAfter(from, 0n, from.held - hold.amount)] as const;
  return { kind: command.t, atMs, by, command, seq, ledger: from.ledger, hold, legs };
}

/** The open hold that a command settles. */
function findOpen(state: State, command: SettlingCommand): Hold | Denial {
  const { hold: seq } = command;
  const found = state.holds.get(seq) ?? state.past.get(seq)?.what;
  if (found === undefined || ('is' in found && found.is !== 'hold')) {
    return new Denial('unknown_hold', `there is no hold ${seq}`);
  }
  const unexpected = checkExpectations(state, command);
  if (unexpected !== undefined) return unexpected;
  return 'is' in found ? new Denial('hold_settled', `hold ${seq} ${found.settled}`) : found;
}

type SettlingCommand = Extract<Command, { t: 'capture' | 'release' }> | Expire;
