import { worldOf } from '../../shared/ids.ts';
import { Extremes } from './extremes.ts';
import type { LedgerRules } from './rules.ts';

/** The hub's accounts and ledgers in memory: what `decide` reads and `apply` changes. */
export interface State {
  /** Seq of the newest transaction applied. */
  seq: number;
  /** Server time of the newest transaction, Unix milliseconds; never falls. */
  atMs: number;
  readonly ledgers: Map<string, Ledger>;
  readonly accounts: Map<string, Account>;
}

export class Ledger {
  readonly id: string;
  readonly asset: string;
  readonly scale: number;
  readonly rules: LedgerRules;
  /** The system account: minus the sum of all others, so that a ledger sums to zero. */
  readonly world: Account;
  /** Smallest and largest balances, kept only where the rules ask for them. */
  readonly extremes: Extremes<Account> | undefined;

  constructor(id: string, asset: string, scale: number, rules: LedgerRules) {
    this.id = id;
    this.asset = asset;
    this.scale = scale;
    this.rules = rules;
    this.world = { id: worldOf(id), ledger: this, balance: 0n, held: 0n, version: 0 };
    this.extremes = rules.kind === 'peers' ? new Extremes<Account>() : undefined;
  }
}

export interface Account {
  readonly id: string;
  readonly ledger: Ledger;
  /** Minor units. */
  balance: bigint;
  /** Minor units reserved by holds: available is balance minus held. */
  held: bigint;
  /** Gapless count of the transactions that touched this account. */
  version: number;
}

export function emptyState(): State {
  return { seq: 0, atMs: 0, ledgers: new Map(), accounts: new Map() };
}

/** What an account can spend or reserve, minor units. */
export function available(account: Account): bigint {
  return account.balance - account.held;
}
