import { formatMoney } from '../../shared/money.ts';
import type { Denial } from './rules.ts';
import { type Account, available, type Ledger } from './state.ts';

/** Why the ledger's rules do not allow a movement of `amount`, before funds are looked at. */
export function checkRules(
  kind: 'deposit' | 'withdraw' | 'transfer',
  ledger: Ledger,
  from: Account,
  to: Account,
  amount: bigint,
): Denial | undefined {
  const code = limitCodes[kind];
  const most = largestAllowed(kind, ledger, from);
  if (most !== undefined && amount > most) {
    return {
      code,
      message: `at most ${formatMoney(most, ledger.scale)} may be ${moved[kind]} now, ${formatMoney(amount, ledger.scale)} asked`,
    };
  }
  const { maxBalance } = ledger.rules;
  if (maxBalance !== undefined && to !== ledger.world && to.balance + amount > maxBalance) {
    return { code, message: `${to.id} may hold at most ${formatMoney(maxBalance, ledger.scale)}` };
  }
  return undefined;
}

const limitCodes = {
  deposit: 'limit_deposit',
  withdraw: 'limit_withdraw',
  transfer: 'limit_transfer',
} as const;
const moved = { deposit: 'deposited', withdraw: 'withdrawn', transfer: 'transferred' } as const;

/** The largest movement of this kind that the rules allow now, `undefined` where they set no limit. */
function largestAllowed(
  kind: 'deposit' | 'withdraw' | 'transfer',
  { rules, extremes, world }: Ledger,
  from: Account,
): bigint | undefined {
  if (kind === 'transfer') return rules.maxTransfer;
  if (extremes === undefined) return kind === 'deposit' ? rules.maxDeposit : rules.maxWithdraw;
  // `peers`, the demo bank's rule. The world holds minus the sum of all other balances.
  return kind === 'deposit' ? (-world.balance - extremes.smallest()) / 2n : extremes.largestBeside(from);
}

/** Why the giving account cannot give `amount`: a system account always can. */
export function checkFunds(ledger: Ledger, from: Account, amount: bigint): Denial | undefined {
  if (from === ledger.world) return undefined;
  const spendable = available(from) - ledger.rules.minBalance;
  if (amount <= spendable) return undefined;
  const { scale, rules } = ledger;
  const floor = rules.minBalance === 0n ? '' : ` and must keep ${formatMoney(rules.minBalance, scale)}`;
  return {
    code: 'insufficient_funds',
    message: `${from.id} holds ${formatMoney(available(from), scale)}${floor}, ${formatMoney(amount, scale)} asked`,
  };
}
