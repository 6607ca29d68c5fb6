import type { Side } from '../../shared/commands.ts';
import { worldOf } from '../../shared/ids.ts';
import type { Rules } from '../../shared/rules.ts';
import type { Daily } from './daily.ts';
import { type Balanced, Extremes } from './extremes.ts';
import { Heap } from './heap.ts';
import { Past } from './past.ts';
import type { Limits } from './rules.ts';

/** The hub's accounts and ledgers in memory: what `decide` reads and `apply` changes. */
export interface State {
  /** Seq of the newest transaction applied. */
  seq: number;
  /** Server time of the newest transaction, Unix milliseconds; never falls. */
  atMs: number;
  readonly ledgers: Map<string, Ledger>;
  readonly accounts: Map<string, Account>;
  readonly holds: Holds;
  readonly past: Past;
}

export class Ledger {
  readonly id: string;
  readonly asset: string;
  readonly scale: number;
  rules: Rules;
  limits: Limits;
  /** The system account: minus the sum of all others, so that a ledger sums to zero. */
  readonly world: Account;
  /** The others, closed ones included, in the order in which they were opened. */
  readonly accounts: Account[] = [];
  /** Smallest and largest balances, kept only while the rules ask for them. */
  extremes: Extremes<Account> | undefined;
  /** Accounts with rules of their own. */
  readonly special = new Set<Account>();

  constructor(id: string, asset: string, scale: number, rules: Rules, limits: Limits) {
    this.id = id;
    this.asset = asset;
    this.scale = scale;
    this.rules = rules;
    this.limits = limits;
    this.world = new Account(worldOf(id), this);
    this.extremes = rules.kind === 'peers' ? new Extremes() : undefined;
  }
}

/** Fields that every movement looks at come first: of 100,000 accounts, few are in the processor's cache. */
export class Account implements Balanced, Daily {
  readonly id: string;
  readonly ledger: Ledger;
  /** Minor units. */
  balance = 0n;
  /** Minor units reserved by holds: available is balance minus held. */
  held = 0n;
  /** Gapless count of the transactions that touched this account. */
  version = 0;
  /** What a message tells of it beside balances: see {@link marksOf}. */
  marks = '';
  /** What its own rules and the ledger's come to, where it has own ones. */
  ownLimits: Limits | undefined = undefined;
  spent = 0n;
  spentDay = 0;
  leastPlace = -1;
  mostPlace = -1;
  frozen: Side | undefined = undefined;
  isClosed = false;
  rules: Rules | undefined = undefined;

  constructor(id: string, ledger: Ledger) {
    this.id = id;
    this.ledger = ledger;
  }
}

/** Money of `from` that is reserved for `to`. Open from its transaction to the one that settles it. */
export interface Hold {
  /** Seq of the transaction that made it. */
  readonly seq: number;
  readonly from: Account;
  readonly to: Account;
  /** Minor units. */
  readonly amount: bigint;
  /** Unix milliseconds; Infinity where it does not end by itself. */
  readonly expiresMs: number;
  /** The day on which it counts as spent. */
  readonly day: number;
  /** Its place among those that expire, for {@link Holds} alone; -1 before it is added. */
  expiryPlace: number;
}

/** The open holds. */
export class Holds {
  readonly #open = new Map<number, Hold>();
  readonly #byExpiry = new Heap<Hold>({
    rankOf: ({ expiresMs }) => expiresMs,
    before: (a, b) => a.seq < b.seq,
    placeOf: (hold) => hold.expiryPlace,
    setPlace: (hold, place) => {
      hold.expiryPlace = place;
    },
  });

  get(seq: number): Hold | undefined {
    return this.#open.get(seq);
  }

  get size(): number {
    return this.#open.size;
  }

  add(hold: Hold): void {
    this.#open.set(hold.seq, hold);
    if (hold.expiresMs < Infinity) this.#byExpiry.add(hold);
  }

  remove(hold: Hold): void {
    this.#open.delete(hold.seq);
    if (hold.expiresMs < Infinity) this.#byExpiry.remove(hold);
  }

  /** The open hold that ends first. */
  get next(): Hold | undefined {
    return this.#byExpiry.at(0);
  }

  [Symbol.iterator](): Iterator<Hold> {
    return this.#open.values();
  }
}

/** Behind a seq and its server time, without ledgers and accounts. */
export function emptyState(seq = 0, atMs = 0): State {
  return {
    seq,
    atMs,
    ledgers: new Map(),
    accounts: new Map(),
    holds: new Holds(),
    past: new Past(seq),
  };
}

/** What an account can spend or reserve, minor units. */
export function available(account: Account): bigint {
  return account.balance - account.held;
}

export function limitsOf(account: Account): Limits {
  return account.ownLimits ?? account.ledger.limits;
}

/** What is not as with any account, as members of a JSON object behind others: empty for nearly all. */
export function marksOf(frozen: Side | undefined, isClosed: boolean, rules: Rules | undefined): string {
  const ownRules = rules === undefined ? '' : `,"rules":${JSON.stringify(rules)}`;
  return `${frozen === undefined ? '' : `,"frozen":"${frozen}"`}${isClosed ? ',"closed":true' : ''}${ownRules}`;
}
