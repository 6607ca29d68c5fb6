import { formatMoney, minorMax, minorMin } from '../../shared/money.ts';
import { dayOf, spentOn } from './daily.ts';
import { unknownAccount } from './decision-parts.ts';
import { Denial } from './denial.ts';
import { type Account, available, limitsOf, type State } from './state.ts';
import type { AnyCommand } from './transaction.ts';

/** The checks that commands have in common, each by itself. `undefined` where it lets the command pass. */

export function checkExpectations(state: State, { expect }: AnyCommand): Denial | undefined {
  if (expect === undefined) return undefined;
  for (const id of Object.keys(expect)) if (!state.accounts.has(id)) return unknownAccount(id);
  for (const [id, version] of Object.entries(expect)) {
    const account = state.accounts.get(id);
    if (account?.version !== version) {
      return new Denial('conflict', `${id} is at version ${account?.version}, ${version} expected`);
    }
  }
  return undefined;
}

export function checkOpen(account: Account): Denial | undefined {
  return account.isClosed ? new Denial('account_closed', `${account.id} is closed`) : undefined;
}

/** That one account may give and the other take. */
export function checkStanding(from: Account, to: Account): Denial | undefined {
  // What is told of beside balances: empty for nearly all accounts.
  if (from.marks === '' && to.marks === '') return undefined;
  const closed = checkOpen(from) ?? checkOpen(to);
  if (closed !== undefined) return closed;
  if (from.frozen === 'debit' || from.frozen === 'both') {
    return new Denial('account_frozen', `${from.id} is frozen: nothing may leave it`);
  }
  if (to.frozen === 'credit' || to.frozen === 'both') {
    return new Denial('account_frozen', `${to.id} is frozen: nothing may come to it`);
  }
  return undefined;
}

/**
 * That both balances stay within 64 bits. Of who takes, that is looked at only where the giver has the money: by amounts
 * that they do not have, payers could find out what others do. Those get the same answer whatever the taker has.
 */
export function checkRange(
  from: Account,
  to: Account,
  amount: bigint,
  isFunded = hasFunds(from, amount),
): Denial | undefined {
  const room = isFunded ? minorMax - to.balance : unfundedMax;
  return from.balance - amount < minorMin || amount > room
    ? new Denial('overflow', 'a balance would leave the signed 64-bit range')
    : undefined;
}

/** Above it, an amount that the giver does not have is `overflow` rather than more than they have. */
const unfundedMax = minorMax / 2n;

type LimitedKind = 'deposit' | 'withdraw' | 'transfer' | 'hold';

/** What the rules allow, before funds are looked at. */
export function checkRules(
  kind: LimitedKind,
  from: Account,
  to: Account,
  amount: bigint,
  atMs: number,
): Denial | undefined {
  const most = largestAllowed(kind, from, to);
  if (most !== undefined && amount > most) return aboveLimit(kind, from, most, amount, 'now');
  if (kind !== 'deposit') {
    const { maxPerDay } = limitsOf(from);
    if (maxPerDay !== undefined) {
      const left = maxPerDay - spentOn(from, dayOf(atMs));
      if (amount > left) return aboveLimit(kind, from, left > 0n ? left : 0n, amount, 'today');
    }
  }
  return hasFunds(from, amount) ? checkMaxBalance(limitCodes[kind], to, amount) : undefined;
}

/** That an account which takes stays within what it may hold. Asked where the giver has the money, as {@link checkRange} says. */
export function checkMaxBalance(
  code: 'limit_deposit' | 'limit_withdraw' | 'limit_transfer',
  to: Account,
  amount: bigint,
): Denial | undefined {
  const { ledger } = to;
  const { maxBalance } = limitsOf(to);
  return maxBalance !== undefined && to !== ledger.world && to.balance + amount > maxBalance
    ? new Denial(code, `${to.id} may hold at most ${formatMoney(maxBalance, ledger.scale)}`)
    : undefined;
}

const limitCodes = {
  deposit: 'limit_deposit',
  withdraw: 'limit_withdraw',
  transfer: 'limit_transfer',
  hold: 'limit_transfer',
} as const;
const moved = {
  deposit: 'deposited',
  withdraw: 'withdrawn',
  transfer: 'transferred',
  hold: 'reserved',
} as const;

function aboveLimit(
  kind: LimitedKind,
  { ledger: { scale } }: Account,
  most: bigint,
  asked: bigint,
  when: 'now' | 'today',
): Denial {
  return new Denial(
    limitCodes[kind],
    `at most ${formatMoney(most, scale)} may be ${moved[kind]} ${when}, ${formatMoney(asked, scale)} asked`,
  );
}

/** The largest movement of this kind that the rules allow now, `undefined` where they set no limit. */
function largestAllowed(kind: LimitedKind, from: Account, to: Account): bigint | undefined {
  if (kind === 'transfer' || kind === 'hold') return limitsOf(from).maxTransfer;
  const [client, largest] =
    kind === 'deposit' ? [to, limitsOf(to).maxDeposit] : [from, limitsOf(from).maxWithdraw];
  const { extremes, world } = client.ledger;
  if (largest !== undefined || extremes === undefined) return largest;
  // `peers`, the demo bank's rule. The world holds minus the sum of all other balances.
  return kind === 'deposit' ? (-world.balance - extremes.smallest()) / 2n : extremes.largestBeside(from);
}

/** That the giving account can give `amount`: a system account always can. */
export function checkFunds(from: Account, amount: bigint): Denial | undefined {
  if (hasFunds(from, amount)) return undefined;
  const { minBalance } = limitsOf(from);
  const { scale } = from.ledger;
  const floor = minBalance === 0n ? '' : ` and must keep ${formatMoney(minBalance, scale)}`;
  const has = from.held === 0n ? 'holds' : 'has';
  const free = from.held === 0n ? '' : ' available';
  return new Denial(
    'insufficient_funds',
    `${from.id} ${has} ${formatMoney(available(from), scale)}${free}${floor}, ${formatMoney(amount, scale)} asked`,
  );
}

function hasFunds(from: Account, amount: bigint): boolean {
  return from === from.ledger.world || amount <= available(from) - limitsOf(from).minBalance;
}
