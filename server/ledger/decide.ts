import { errorCodes } from '../../shared/codes.ts';
import { decideClose, decideFreeze, decideOpen, decideUnfreeze } from './decide-account.ts';
import { decideCapture, decideHold, decideHoldEnd } from './decide-hold.ts';
import { decideMovement } from './decide-movement.ts';
import { decideReverse } from './decide-reverse.ts';
import { decideLedger, decideRules } from './decide-rules.ts';
import { Denial } from './denial.ts';
import type { State } from './state.ts';
import type { AnyCommand, Decision, Transaction } from './transaction.ts';

/**
 * What a command comes to in this state at this time. Pure: nothing changes until `apply`. The caller has
 * checked the request's shape and who may ask, knows that the key is unused, and has seen to it that
 * {@link unknownPast} finds nothing missing.
 *
 * The checks run in the order that docs/PROTOCOL.md fixes, and the first that fails answers.
 */
export function decide(state: State, command: AnyCommand, by: string, nowMs: number): Decision {
  const atMs = Math.max(nowMs, state.atMs);
  const outcome =
    command.deadline !== undefined && nowMs > Date.parse(command.deadline)
      ? new Denial('expired', 'the deadline has passed')
      : decideInTime(state, command, { atMs, by, seq: state.seq + 1 }, nowMs);
  if (!(outcome instanceof Denial)) return outcome;
  const { code, message } = outcome;
  return { kind: 'refusal', atMs, by, command, code, message, isKept: errorCodes[code].frozen };
}

function decideInTime(
  state: State,
  command: AnyCommand,
  head: { readonly atMs: number; readonly by: string; readonly seq: number },
  nowMs: number,
): Transaction | Denial {
  switch (command.t) {
    case 'deposit':
    case 'withdraw':
    case 'transfer':
      return decideMovement(state, command, head);
    case 'hold':
      return decideHold(state, command, head, nowMs);
    case 'capture':
      return decideCapture(state, command, head);
    case 'release':
    case 'expire':
      return decideHoldEnd(state, command, head);
    case 'reverse':
      return decideReverse(state, command, head);
    case 'open':
      return decideOpen(state, command, head);
    case 'freeze':
      return decideFreeze(state, command, head);
    case 'unfreeze':
      return decideUnfreeze(state, command, head);
    case 'close':
      return decideClose(state, command, head);
    case 'rules':
      return decideRules(state, command, head);
    case 'ledger':
      return decideLedger(state, command, head);
  }
}

/**
 * Seq of an earlier transaction that has to be looked up before the command can be decided; see {@link Past}.
 * `undefined` where memory knows enough, as it does for nearly all.
 */
export function unknownPast(state: State, command: AnyCommand): number | undefined {
  switch (command.t) {
    case 'capture':
    case 'release':
      return isKnown(state, command.hold) ? undefined : command.hold;
    case 'reverse':
      return isKnown(state, command.tx) ? undefined : command.tx;
    default:
      return undefined;
  }
}

function isKnown(state: State, seq: number): boolean {
  return seq > state.seq || state.holds.get(seq) !== undefined || state.past.get(seq) !== undefined;
}
