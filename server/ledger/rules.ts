import { minorMax, minorMin, parseMoney } from '../../shared/money.ts';
import type { Rules } from '../../shared/rules.ts';
import { Denial } from './denial.ts';

/** The limits that hold for an account, money in minor units. */
export interface Limits {
  readonly maxDeposit: bigint | undefined;
  readonly maxWithdraw: bigint | undefined;
  readonly maxTransfer: bigint | undefined;
  /** What may leave the account on one day, UTC. */
  readonly maxPerDay: bigint | undefined;
  /** What available may not fall below: 0 unless the rules say otherwise. */
  readonly minBalance: bigint;
  readonly maxBalance: bigint | undefined;
}

const noLimits: Limits = {
  maxDeposit: undefined,
  maxWithdraw: undefined,
  maxTransfer: undefined,
  maxPerDay: undefined,
  minBalance: 0n,
  maxBalance: undefined,
};

/**
 * The limits of rules, over those of the ledger where they are an account's: what they do not name stays as it
 * is there. Or why a limit does not fit the ledger's scale.
 */
export function compileRules(rules: Rules, scale: number, base: Limits = noLimits): Limits | Denial {
  if (rules.kind !== 'fixed') return base;
  const { kind: _, ...limits } = rules;
  const compiled: Record<string, bigint> = {};
  for (const [name, text] of Object.entries(limits)) {
    if (text === undefined) continue;
    const minor = parseMoney(text, scale);
    if (minor === undefined) {
      return new Denial('amount_precision', `rules: ${name} has more than ${scale} decimals`);
    }
    compiled[name] = minor;
  }
  // Of all limits the decimals are looked at before the size of any.
  for (const [name, minor] of Object.entries(compiled)) {
    if (minor > minorMax || minor < minorMin) {
      return new Denial('overflow', `rules: ${name} is beyond the signed 64-bit range`);
    }
  }
  return { ...base, ...compiled };
}
