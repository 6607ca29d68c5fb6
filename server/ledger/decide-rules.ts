import type { Command } from '../../shared/commands.ts';
import type { Rules } from '../../shared/rules.ts';
import { checkExpectations, checkOpen } from './checks.ts';
import { type DecisionHead, unknownAccount } from './decision-parts.ts';
import { Denial } from './denial.ts';
import { compileRules } from './rules.ts';
import { type Account, available, type Ledger, marksOf, type State } from './state.ts';
import type { LedgerCreation, Leg, RulesChange } from './transaction.ts';

/** Ledgers and limits are made: see {@link decide}. */

export function decideLedger(
  state: State,
  command: Extract<Command, { t: 'ledger' }>,
  { atMs, by, seq }: DecisionHead,
): LedgerCreation | Denial {
  const { ledger, asset, scale } = command;
  if (state.ledgers.has(ledger)) return new Denial('ledger_exists', `ledger ${ledger} exists already`);
  const wrong = checkExpectations(state, command);
  if (wrong !== undefined) return wrong;
  const rules = command.rules ?? { kind: 'none' };
  const limits = compileRules(rules, scale);
  if (limits instanceof Denial) return limits;
  return { kind: 'ledger', atMs, by, command, seq, ledger, asset, scale, rules };
}

export function decideRules(
  state: State,
  command: Extract<Command, { t: 'rules' }>,
  { atMs, by, seq }: DecisionHead,
): RulesChange | Denial {
  const found = resolve(state, command);
  if (found instanceof Denial) return found;
  const { ledger, account } = found;
  const { rules } = command;
  const wrong = checkExpectations(state, command) ?? (account === undefined ? undefined : checkOpen(account));
  if (wrong !== undefined) return wrong;
  const limits = compileRules(rules, ledger.scale);
  if (limits instanceof Denial) return limits;
  const of = account && withRules(account, rules);
  return { kind: 'rules', atMs, by, command, seq, ledger, rules, of };
}

function withRules(account: Account, rules: Rules): Leg {
  const { balance, version, frozen } = account;
  const marks = marksOf(frozen, false, rules.kind === 'none' ? undefined : rules);
  return { account, delta: 0n, balance, available: available(account), version, marks };
}

function resolve(
  state: State,
  { account: accountId, ledger: ledgerId = '' }: Extract<Command, { t: 'rules' }>,
): { readonly ledger: Ledger; readonly account: Account | undefined } | Denial {
  if (accountId !== undefined) {
    const account = state.accounts.get(accountId);
    return account === undefined ? unknownAccount(accountId) : { ledger: account.ledger, account };
  }
  const ledger = state.ledgers.get(ledgerId);
  return ledger === undefined
    ? new Denial('unknown_ledger', `there is no ledger ${ledgerId}`)
    : { ledger, account: undefined };
}
