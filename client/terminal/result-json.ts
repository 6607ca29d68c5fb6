import type { Unusual } from '../analysis/amount-history.ts';
import type { Change } from '../sdk/changes.ts';
import type { Failure } from './failure.ts';
import type { Result } from './result.ts';

/**
 * Results for programs: objects to print one a line (NDJSON). Stable; money is decimal text.
 *
 * - a command: the transaction as the protocol has it, with `replayed`; `outcome`: the transaction
 * - `balances`: an account a line, as the protocol has it
 * - `balance ... at`: the account as it was, `at` the seq that this is as of
 * - `history`: a transaction a line, newest first, with `after` oldest first
 * - `holds`: an open hold a line, as the protocol has it; `show`: the transaction
 * - `trial`: a ledger a line
 * - what failed: `{"error":{"code","message","retryable","key"}}`, `key` null where there is none; in a
 *   script also `"line"`; of a batch the command that was refused, for all of it
 */
export function resultObjects(result: Result, line?: number): object[] {
  switch (result.kind) {
    case 'committed':
      return [{ ...result.tx, replayed: result.replayed }];
    case 'accounts':
      return [...result.accounts];
    case 'balance':
      return [result.past];
    case 'history':
      return [...result.txs];
    case 'holds':
      return [...result.holds];
    case 'transaction':
      return [result.tx];
    case 'trial':
      return [...result.ledgers];
    case 'note':
      return [];
    case 'failure':
      return [errorObject(result, line)];
  }
}

function errorObject({ code, message, retryable, key }: Failure, line: number | undefined): object {
  return { error: { code, message, retryable, key: key ?? null }, ...(line === undefined ? {} : { line }) };
}

/**
 * What `florin watch` prints: an account a line. `event` is `snapshot` for where things stand at `seq` (at
 * the start, and again wherever changes could not be followed one by one), `change` for one change, which
 * has its `delta` and the whole transaction in `tx`. One that is unusual for its account has `unusual`, with its
 * `score`: null where all before were the same.
 */
export function changeObjects(change: Change, unusual: Unusual | undefined): object[] {
  const { seq } = change;
  if (change.kind === 'snapshot')
    return change.accounts.map((account) => ({ event: 'snapshot', seq, ...account }));
  const { account, delta, tx } = change;
  const mark = unusual && { score: Number.isFinite(unusual.score) ? unusual.score : null };
  return [{ event: 'change', seq, ...account, delta, unusual: mark, tx }];
}
