import type { ErrorCode } from '../../shared/codes.ts';
import type { Command, Side } from '../../shared/commands.ts';
import type { Rules } from '../../shared/rules.ts';
import type { PastMovement } from './past.ts';
import type { Account, Hold, Ledger } from './state.ts';

/** The hub ends a hold that has expired. No client can ask for it. */
export interface Expire {
  readonly t: 'expire';
  readonly id: 0;
  readonly key: string;
  readonly hold: number;
  readonly memo?: undefined;
  readonly deadline?: undefined;
  readonly expect?: undefined;
}
export type AnyCommand = Command | Expire;

/** What a command came to: values of the ledger, with money in minor units. */
export type Decision = Transaction | Refusal;

interface Decided {
  /** Server time, Unix milliseconds. */
  readonly atMs: number;
  /** The principal that asked. */
  readonly by: string;
  readonly command: AnyCommand;
}

export interface LedgerCreation extends Decided {
  readonly kind: 'ledger';
  readonly seq: number;
  readonly ledger: string;
  readonly asset: string;
  readonly scale: number;
  readonly rules: Rules;
}
interface InLedger extends Decided {
  readonly seq: number;
  readonly ledger: Ledger;
}
export interface AccountOpening extends InLedger {
  readonly kind: 'open';
  readonly account: string;
}
/** Money moves from one account to another. */
export interface Movement extends InLedger {
  readonly kind: 'deposit' | 'withdraw' | 'transfer';
  /** Minor units, above zero. */
  readonly amount: bigint;
  /** The account that gives, then the one that takes. */
  readonly legs: readonly [Leg, Leg];
}
export interface HoldMade extends InLedger {
  readonly kind: 'hold';
  readonly hold: Hold;
  readonly legs: readonly [Leg];
}
export interface HoldCaptured extends InLedger {
  readonly kind: 'capture';
  readonly hold: Hold;
  readonly amount: bigint;
  readonly legs: readonly [Leg, Leg];
}
export interface HoldEnded extends InLedger {
  readonly kind: 'release' | 'expire';
  readonly hold: Hold;
  readonly legs: readonly [Leg];
}
export interface Reversal extends InLedger {
  readonly kind: 'reverse';
  /** Seq of what is reversed, and what was known of it. */
  readonly reverses: number;
  readonly past: PastMovement;
  readonly amount: bigint;
  readonly legs: readonly [Leg, Leg];
}
/** An account freezes, thaws or closes. */
export interface StandingChange extends InLedger {
  readonly kind: 'freeze' | 'unfreeze' | 'close';
  /** As it is from now on. */
  readonly frozen: Side | undefined;
  readonly legs: readonly [Leg];
}
/** Of the ledger, or of one account in it. */
export interface RulesChange extends InLedger {
  readonly kind: 'rules';
  readonly rules: Rules;
  /** The account as it stands then; undefined where the rules are the ledger's. */
  readonly of: Leg | undefined;
}
export type Transaction =
  | LedgerCreation
  | AccountOpening
  | Movement
  | HoldMade
  | HoldCaptured
  | HoldEnded
  | Reversal
  | StandingChange
  | RulesChange;

/** An account's part in a transaction, with its state just after. A change of rules takes no version. */
export interface Leg {
  readonly account: Account;
  readonly delta: bigint;
  readonly balance: bigint;
  readonly available: bigint;
  readonly version: number;
  /** See {@link Account.marks}. */
  readonly marks: string;
}

export interface Refusal extends Decided {
  readonly kind: 'refusal';
  readonly code: ErrorCode;
  /** For people. Names and numbers in it passed the schemas, so it holds nothing that needs escaping. */
  readonly message: string;
  /** Whether the key stands for this answer from now on. */
  readonly isKept: boolean;
}
