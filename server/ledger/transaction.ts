import type { ErrorCode } from '../../shared/codes.ts';
import type { Command } from '../../shared/commands.ts';
import type { Rules } from '../../shared/rules.ts';
import type { Account, Ledger } from './state.ts';

/** What a command came to: values of the ledger, with money in minor units. */
export type Decision = Transaction | Refusal;

interface Decided {
  /** Server time, Unix milliseconds. */
  readonly atMs: number;
  /** The principal that asked. */
  readonly by: string;
  readonly command: Command;
}

export interface LedgerCreation extends Decided {
  readonly kind: 'ledger';
  readonly seq: number;
  readonly ledger: string;
  readonly asset: string;
  readonly scale: number;
  readonly rules: Rules;
}
export interface AccountOpening extends Decided {
  readonly kind: 'open';
  readonly seq: number;
  readonly ledger: Ledger;
  readonly account: string;
}
export interface Movement extends Decided {
  readonly kind: 'deposit' | 'withdraw' | 'transfer';
  readonly seq: number;
  readonly ledger: Ledger;
  /** Minor units, above zero. */
  readonly amount: bigint;
  /** The account that gives, then the one that takes. */
  readonly legs: readonly [Leg, Leg];
}
/** An account's part in a movement, with its state just after. */
export interface Leg {
  readonly account: Account;
  readonly delta: bigint;
  readonly balance: bigint;
  readonly available: bigint;
  readonly version: number;
}
export type Transaction = LedgerCreation | AccountOpening | Movement;

export interface Refusal extends Decided {
  readonly kind: 'refusal';
  readonly code: ErrorCode;
  /** For people. Names and numbers in it passed the schemas, so it holds nothing that needs escaping. */
  readonly message: string;
}
