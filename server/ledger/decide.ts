import type { ErrorCode } from '../../shared/codes.ts';
import { type Command, defaultLedger } from '../../shared/commands.ts';
import { minorMax, minorMin, parseMoney } from '../../shared/money.ts';
import { checkFunds, checkRules } from './check-movement.ts';
import { compileRules, type Denial } from './rules.ts';
import type { Account, Ledger, State } from './state.ts';
import type { Decision, Leg } from './transaction.ts';

/** The hub itself: its own commands are not held to a ledger's rules. Clients can never be this. */
export const hubPrincipal = '@hub';

/**
 * What a command comes to in this state at this time. Pure: nothing changes until `apply`. The caller has
 * checked the request's shape and who may ask, and knows that the key is unused.
 *
 * The checks run in the order that docs/PROTOCOL.md fixes, and the first that fails answers.
 */
export function decide(state: State, command: Command, by: string, nowMs: number): Decision {
  const atMs = Math.max(nowMs, state.atMs);
  const seq = state.seq + 1;
  const refuse = ({ code, message }: Denial): Decision => ({
    kind: 'refusal',
    atMs,
    by,
    command,
    code,
    message,
  });

  if (command.deadline !== undefined && nowMs > Date.parse(command.deadline)) {
    return refuse(denial('expired', 'the deadline has passed'));
  }
  switch (command.t) {
    case 'ledger': {
      const { ledger, asset, scale } = command;
      if (state.ledgers.has(ledger))
        return refuse(denial('ledger_exists', `ledger ${ledger} exists already`));
      const wrong = checkExpectations(state, command);
      if (wrong !== undefined) return refuse(wrong);
      const rules = command.rules ?? { kind: 'none' };
      const compiled = compileRules(rules, scale);
      if ('code' in compiled) return refuse(compiled);
      return { kind: 'ledger', atMs, by, command, seq, ledger, asset, scale, rules };
    }
    case 'open': {
      const { account, ledger: id = defaultLedger } = command;
      const ledger = state.ledgers.get(id);
      if (ledger === undefined) return refuse(denial('unknown_ledger', `there is no ledger ${id}`));
      if (state.accounts.has(account))
        return refuse(denial('account_exists', `account ${account} is open already`));
      const wrong = checkExpectations(state, command);
      if (wrong !== undefined) return refuse(wrong);
      return { kind: 'open', atMs, by, command, seq, ledger, account };
    }
    case 'deposit':
    case 'withdraw':
    case 'transfer': {
      const ends = resolveEnds(state, command);
      if ('code' in ends) return refuse(ends);
      const wrong = checkExpectations(state, command);
      if (wrong !== undefined) return refuse(wrong);
      const amount = allowedAmount(ends, command, by);
      if (typeof amount !== 'bigint') return refuse(amount);
      const { ledger, from, to } = ends;
      const legs = [leg(from, -amount), leg(to, amount)] as const;
      return { kind: command.t, atMs, by, command, seq, ledger, amount, legs };
    }
  }
}

function denial(code: ErrorCode, message: string): Denial {
  return { code, message };
}

type MovementCommand = Extract<Command, { amount: string }>;
interface Ends {
  readonly ledger: Ledger;
  readonly from: Account;
  readonly to: Account;
}

/** The account that gives and the one that takes, both of one ledger. */
function resolveEnds(state: State, command: MovementCommand): Ends | Denial {
  if (command.t === 'transfer') {
    const from = state.accounts.get(command.from);
    if (from === undefined) return unknownAccount(command.from);
    const to = state.accounts.get(command.to);
    if (to === undefined) return unknownAccount(command.to);
    if (from === to) return denial('same_account', 'a transfer needs two different accounts');
    if (from.ledger !== to.ledger) {
      return denial(
        'ledger_mismatch',
        `${from.id} is in ledger ${from.ledger.id}, ${to.id} in ledger ${to.ledger.id}`,
      );
    }
    return { ledger: from.ledger, from, to };
  }
  const account = state.accounts.get(command.account);
  if (account === undefined) return unknownAccount(command.account);
  const { ledger } = account;
  return command.t === 'deposit'
    ? { ledger, from: ledger.world, to: account }
    : { ledger, from: account, to: ledger.world };
}

function unknownAccount(id: string): Denial {
  return denial('unknown_account', `there is no account ${id}`);
}

function checkExpectations(state: State, { expect }: Command): Denial | undefined {
  if (expect === undefined) return undefined;
  for (const id of Object.keys(expect)) if (!state.accounts.has(id)) return unknownAccount(id);
  for (const [id, version] of Object.entries(expect)) {
    const account = state.accounts.get(id);
    if (account?.version !== version) {
      return denial('conflict', `${id} is at version ${account?.version}, ${version} expected`);
    }
  }
  return undefined;
}

/** The amount in minor units, where everything allows to move it. */
function allowedAmount({ ledger, from, to }: Ends, command: MovementCommand, by: string): bigint | Denial {
  const amount = parseMoney(command.amount, ledger.scale);
  if (amount === undefined) {
    return denial('amount_precision', `${ledger.asset} has ${ledger.scale} decimals at most`);
  }
  if (from.balance - amount < minorMin || to.balance + amount > minorMax) {
    return denial('overflow', 'a balance would leave the signed 64-bit range');
  }
  if (by !== hubPrincipal) {
    const limited = checkRules(command.t, ledger, from, to, amount);
    if (limited !== undefined) return limited;
  }
  return checkFunds(ledger, from, amount) ?? amount;
}

function leg(account: Account, delta: bigint): Leg {
  const balance = account.balance + delta;
  return { account, delta, balance, available: balance - account.held, version: account.version + 1 };
}
