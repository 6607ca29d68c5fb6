import { parseMoney } from '../../../shared/money.ts';
import type { Leg, Transaction } from '../../../shared/transaction.ts';
import type { Violation } from './history.ts';

/** Decimals that no asset exceeds, so that amounts of every asset can be added up. */
const scale = 12;

/** I1 by adding up alone: legs of a transaction sum to zero, and each goes on from the one before it. */
export function checkBooks(txs: readonly Transaction[]): Violation[] {
  const violations: Violation[] = [];
  const last = new Map<string, { readonly balance: bigint; readonly version: number }>();
  for (const tx of txs) {
    const sum = tx.legs.reduce((total, { delta }) => total + minor(delta), 0n);
    if (sum !== 0n) violations.push({ invariant: 'I1', what: 'its legs do not sum to zero', seq: tx.seq });
    for (const leg of tx.legs) {
      const what = misfitOf(leg, last.get(leg.account) ?? { balance: 0n, version: 0 });
      if (what !== undefined) violations.push({ invariant: 'I1', what, account: leg.account, seq: tx.seq });
      last.set(leg.account, { balance: minor(leg.balance), version: leg.version ?? 0 });
    }
  }
  return violations;
}

function misfitOf(
  { delta, balance, available, version }: Leg,
  before: { readonly balance: bigint; readonly version: number },
): string | undefined {
  if (version !== before.version + 1) return `version ${version} follows ${before.version}`;
  if (minor(balance) !== before.balance + minor(delta))
    return 'its balance is not the one before and its delta';
  return minor(available) > minor(balance) ? 'more is available than there is' : undefined;
}

function minor(text = ''): bigint {
  return parseMoney(text, scale) ?? 0n;
}
