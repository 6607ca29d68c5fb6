import type { ErrorCode } from '../../shared/codes.ts';
import { formatMoney, minorMax, minorMin, parseMoney } from '../../shared/money.ts';
import type { Rules } from '../../shared/rules.ts';
import { type Account, available, type Ledger } from './state.ts';

/** A ledger's rules with money in minor units. */
export interface LedgerRules {
  readonly kind: Rules['kind'];
  readonly maxDeposit: bigint | undefined;
  readonly maxWithdraw: bigint | undefined;
  readonly maxTransfer: bigint | undefined;
  /** What available may not fall below: 0 unless the rules say otherwise. */
  readonly minBalance: bigint;
  readonly maxBalance: bigint | undefined;
}

export interface Denial {
  readonly code: ErrorCode;
  readonly message: string;
}

const noLimits = {
  maxDeposit: undefined,
  maxWithdraw: undefined,
  maxTransfer: undefined,
  minBalance: 0n,
  maxBalance: undefined,
};

/** Rules as the ledger holds them, or why a limit does not fit the ledger's scale. */
export function compileRules(rules: Rules, scale: number): LedgerRules | Denial {
  if (rules.kind !== 'fixed') return { kind: rules.kind, ...noLimits };
  const { kind, ...limits } = rules;
  const compiled: Record<string, bigint> = {};
  for (const [name, text] of Object.entries(limits)) {
    if (text === undefined) continue;
    const minor = parseMoney(text, scale);
    if (minor === undefined) {
      return { code: 'amount_precision', message: `rules: ${name} has more than ${scale} decimals` };
    }
    if (minor > minorMax || minor < minorMin) {
      return { code: 'overflow', message: `rules: ${name} is beyond the signed 64-bit range` };
    }
    compiled[name] = minor;
  }
  return { kind, ...noLimits, ...compiled };
}

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
