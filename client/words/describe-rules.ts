import type { Rules } from '../../shared/rules.ts';
import { printable } from './printable.ts';

/** Limits in words, such as `at most 250 out a day, at least -100 stays`. */
export function describeRules(rules: Rules | undefined): string {
  if (rules?.kind === 'peers') return 'those of peers';
  const { kind: _, ...limits } = rules ?? { kind: 'none' };
  const told = Object.entries(limits).flatMap(([name, limit]) => {
    const [before, behind] = phrases[name] ?? [];
    return before === undefined || limit === undefined ? [] : [`${before} ${printable(limit)} ${behind}`];
  });
  return told.length === 0 ? 'none' : told.join(', ');
}

const phrases: Readonly<Record<string, readonly [before: string, behind: string]>> = {
  maxDeposit: ['at most', 'a deposit'],
  maxWithdraw: ['at most', 'a withdrawal'],
  maxTransfer: ['at most', 'a transfer or hold'],
  maxPerDay: ['at most', 'out a day'],
  minBalance: ['at least', 'stays'],
  maxBalance: ['at most', 'in all'],
};
