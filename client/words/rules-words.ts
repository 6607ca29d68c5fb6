import type { Rules } from '../../shared/rules.ts';
import { printable } from './printable.ts';

type Fixed = Extract<Rules, { kind: 'fixed' }>;
export type LimitName = Exclude<keyof Fixed, 'kind'>;

/** The limits that rules may name, and whether one has to be above zero. */
export const limits: Readonly<Record<LimitName, { readonly aboveZero: boolean }>> = {
  maxDeposit: { aboveZero: true },
  maxWithdraw: { aboveZero: true },
  maxTransfer: { aboveZero: true },
  maxPerDay: { aboveZero: true },
  minBalance: { aboveZero: false },
  maxBalance: { aboveZero: false },
};
export const limitNames: readonly LimitName[] = Object.keys(limits).filter(isLimitName);

function isLimitName(name: string): name is LimitName {
  return Object.hasOwn(limits, name);
}

/** Rules as they are typed, such as `minBalance=-100.00 maxPerDay=250.00`. */
export function rulesText(rules: Rules): string {
  if (rules.kind !== 'fixed') return rules.kind;
  const texts = limitNames.flatMap((name) => {
    const limit = rules[name];
    return limit === undefined ? [] : [`${name}=${printable(limit)}`];
  });
  return texts.join(' ') || 'no limits';
}
