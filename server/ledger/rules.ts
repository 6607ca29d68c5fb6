import type { ErrorCode } from '../../shared/codes.ts';
import { minorMax, minorMin, parseMoney } from '../../shared/money.ts';
import type { Rules } from '../../shared/rules.ts';

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
