import type { Command } from '../../shared/commands.ts';
import { hubPrincipal } from '../../shared/ids.ts';
import { checkExpectations, checkFunds, checkRange, checkRules, checkStanding } from './checks.ts';
import { type DecisionHead, legAfter, minorAmount, unknownAccount } from './decision-parts.ts';
import { Denial } from './denial.ts';
import type { Account, Ledger, State } from './state.ts';
import type { Movement } from './transaction.ts';

export type MovementCommand = Extract<Command, { t: 'deposit' | 'withdraw' | 'transfer' }>;

/** What a deposit, withdrawal or transfer comes to: see {@link decide}. */
export function decideMovement(
  state: State,
  command: MovementCommand,
  { atMs, by, seq }: DecisionHead,
): Movement | Denial {
  const ends = resolveEnds(state, command);
  if (ends instanceof Denial) return ends;
  const { ledger, from, to } = ends;
  const amount = movableAmount(state, command, ends);
  if (typeof amount !== 'bigint') return amount;
  const denied =
    (by === hubPrincipal ? undefined : checkRules(command.t, from, to, amount, atMs)) ??
    checkFunds(from, amount);
  if (denied !== undefined) return denied;
  const legs = [legAfter(from, -amount), legAfter(to, amount)] as const;
  return { kind: command.t, atMs, by, command, seq, ledger, amount, legs };
}

interface Ends {
  readonly ledger: Ledger;
  readonly from: Account;
  readonly to: Account;
}

/** The account that gives and the one that takes, both of one ledger. */
function resolveEnds(state: State, command: MovementCommand): Ends | Denial {
  if (command.t === 'transfer') return resolvePair(state, command.from, command.to);
  const account = state.accounts.get(command.account);
  if (account === undefined) return unknownAccount(command.account);
  const { ledger } = account;
  return command.t === 'deposit'
    ? { ledger, from: ledger.world, to: account }
    : { ledger, from: account, to: ledger.world };
}

/** The amount in minor units, where all holds that has to hold before rules and funds are looked at. */
export function movableAmount(
  state: State,
  command: MovementCommand | Extract<Command, { t: 'hold' }>,
  { ledger, from, to }: Ends,
): bigint | Denial {
  const wrong = checkExpectations(state, command) ?? checkStanding(from, to);
  if (wrong !== undefined) return wrong;
  const amount = minorAmount(command.amount, ledger);
  if (typeof amount !== 'bigint') return amount;
  return checkRange(from, to, amount) ?? amount;
}

/** Two different accounts of one ledger. */
export function resolvePair(state: State, fromId: string, toId: string): Ends | Denial {
  const from = state.accounts.get(fromId);
  if (from === undefined) return unknownAccount(fromId);
  const to = state.accounts.get(toId);
  if (to === undefined) return unknownAccount(toId);
  if (from === to) return new Denial('same_account', 'a transfer needs two different accounts');
  if (from.ledger !== to.ledger) {
    return new Denial(
      'ledger_mismatch',
      `${from.id} is in ledger ${from.ledger.id}, ${to.id} in ledger ${to.ledger.id}`,
    );
  }
  return { ledger: from.ledger, from, to };
}
