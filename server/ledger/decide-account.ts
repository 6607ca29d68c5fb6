import { type Command, defaultLedger, defaultSide, type Side } from '../../shared/commands.ts';
import { formatMoney } from '../../shared/money.ts';
import { joinedSides } from '../../shared/sides.ts';
import { checkExpectations, checkOpen } from './checks.ts';
import { type DecisionHead, legAfter, unknownAccount } from './decision-parts.ts';
import { Denial } from './denial.ts';
import { type Account, marksOf, type State } from './state.ts';
import type { AccountOpening, StandingChange } from './transaction.ts';

/** Accounts open, freeze, thaw and close: see {@link decide}. */

export function decideOpen(
  state: State,
  command: Extract<Command, { t: 'open' }>,
  { atMs, by, seq }: DecisionHead,
): AccountOpening | Denial {
  const { account, ledger: id = defaultLedger } = command;
  const ledger = state.ledgers.get(id);
  if (ledger === undefined) return new Denial('unknown_ledger', `there is no ledger ${id}`);
  const existing = state.accounts.get(account);
  if (existing !== undefined) {
    const how = existing.isClosed
      ? 'was closed, and an id stands for one account for ever'
      : 'is open already';
    return new Denial('account_exists', `account ${account} ${how}`);
  }
  const wrong = checkExpectations(state, command);
  if (wrong !== undefined) return wrong;
  return { kind: 'open', atMs, by, command, seq, ledger, account };
}

export function decideFreeze(
  state: State,
  command: Extract<Command, { t: 'freeze' }>,
  head: DecisionHead,
): StandingChange | Denial {
  const account = findOpen(state, command);
  if (account instanceof Denial) return account;
  return standingChange(
    'freeze',
    account,
    joinedSides(account.frozen, command.side ?? defaultSide),
    command,
    head,
  );
}

export function decideUnfreeze(
  state: State,
  command: Extract<Command, { t: 'unfreeze' }>,
  head: DecisionHead,
): StandingChange | Denial {
  const account = findOpen(state, command);
  return account instanceof Denial ? account : standingChange('unfreeze', account, undefined, command, head);
}

/** Nothing may be left on an account that closes, nor be promised of it. */
export function decideClose(
  state: State,
  command: Extract<Command, { t: 'close' }>,
  head: DecisionHead,
): StandingChange | Denial {
  const account = findOpen(state, command);
  if (account instanceof Denial) return account;
  const { id, balance, held, frozen, ledger } = account;
  if (balance !== 0n || held !== 0n) {
    const holds = held === 0n ? '' : `, ${formatMoney(held, ledger.scale)} of it in holds`;
    return new Denial(
      'conflict',
      `${id} has ${formatMoney(balance, ledger.scale)}${holds}: it can close with 0 and no holds`,
    );
  }
  return standingChange('close', account, frozen, command, head);
}

/** The account that a command changes, where it is not closed and as expected. */
function findOpen(
  state: State,
  command: Extract<Command, { t: 'freeze' | 'unfreeze' | 'close' }>,
): Account | Denial {
  const account = state.accounts.get(command.account);
  if (account === undefined) return unknownAccount(command.account);
  return checkExpectations(state, command) ?? checkOpen(account) ?? account;
}

function standingChange(
  kind: StandingChange['kind'],
  account: Account,
  frozen: Side | undefined,
  command: Command,
  { atMs, by, seq }: DecisionHead,
): StandingChange {
  const marks = marksOf(frozen, kind === 'close', account.rules);
  const legs = [legAfter(account, 0n, account.held, marks)] as const;
  return { kind, atMs, by, command, seq, ledger: account.ledger, frozen, legs };
}
