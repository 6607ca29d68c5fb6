import type { ErrorCode } from '../../../shared/codes.ts';
import type { CommandKind } from '../kinds.ts';
import type { Workload } from '../workload.ts';
import type { Meaning, Meanings } from './meanings.ts';
import type { Reversals } from './reversals.ts';

/** What the histories tell of why a command may have been refused. */
export interface RefusalFacts {
  readonly workload: Workload;
  readonly meanings: Meanings;
  readonly reversals: Reversals;
  /** Whether anything has settled a hold of the run. */
  isSettled(thread: number, n: number): boolean;
  wasFrozen(account: string): boolean;
}

/**
 * Why a refusal cannot be right, as the end of a sentence; undefined where the ledger explains it, or might: what funds
 * and limits were at that moment nobody can tell afterwards.
 */
export function unexplained(
  code: ErrorCode,
  thread: number,
  n: number,
  facts: RefusalFacts,
): string | undefined {
  const command = facts.workload.command(thread, n);
  const meaning = facts.meanings.of(thread, n);
  switch (code) {
    case 'hold_settled': {
      if (command.kind !== 'capture' && command.kind !== 'release') return never;
      if (facts.isSettled(thread, command.of)) return undefined;
      return `but nothing settles hold ${meaning.fields.hold}`;
    }
    case 'already_reversed': {
      const { reverses } = meaning.fields;
      if (command.kind !== 'reverse' || reverses === undefined) return never;
      const moved = facts.workload.amountOf(thread, command.of);
      if (facts.reversals.isSpent(reverses, moved, command.amount)) return undefined;
      return `but that much of seq ${reverses} is left`;
    }
    case 'account_frozen': {
      if (!isStoppedByFreeze(meaning)) return never;
      return sidesOf(meaning).some((account) => facts.wasFrozen(account))
        ? undefined
        : `but ${sidesOf(meaning).join(' and ')} were never frozen`;
    }
    case 'insufficient_funds':
      // A hold has what its captures ask for, whatever the account has.
      return needsFunds.has(command.kind) ? undefined : never;
    case 'expired':
      return meaning.fields.expires === undefined ? 'but it had no deadline' : undefined;
    case 'unknown_hold':
    case 'unknown_tx':
      return 'of' in command ? 'but what it speaks of was acknowledged' : never;
    case 'bad_request':
    case 'key_reused':
    case 'conflict':
    case 'same_account':
    case 'ledger_mismatch':
      return never;
    default:
      return undefined;
  }
}

const needsFunds: ReadonlySet<CommandKind> = new Set(['withdraw', 'transfer', 'hold', 'reverse']);

const never = 'for which such a command gives no cause';

function isStoppedByFreeze({ kind }: Meaning): boolean {
  return kind !== 'release' && kind !== 'freeze' && kind !== 'unfreeze';
}

/** The accounts that it concerns: also the one that a hold is for. */
function sidesOf({ accounts, fields }: Meaning): readonly string[] {
  return fields.to === undefined ? accounts : [...accounts, fields.to];
}
