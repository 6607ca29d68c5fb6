import { formatMoney, parseMoney } from '../../../shared/money.ts';
import type { Transaction } from '../../../shared/transaction.ts';
import { AccountHolds } from './account-holds.ts';
import type { AccountMark } from './account-marks.ts';
import { AccountStanding } from './account-standing.ts';

export interface AccountChainEvents {
  problem(sentence: string): void;
  /** A hold of the account with this key is settled. */
  settled(key: string): void;
}

/** Follows one account through its history: each transaction has to go on where the one before it ended. */
export class AccountChain {
  readonly #account: string;
  readonly #scale: number;
  readonly #problem: (sentence: string) => void;
  readonly #holds: AccountHolds;
  readonly #standing: AccountStanding;
  #seq: number;
  #version: number;
  #balance: bigint;
  #held: bigint;

  constructor(start: AccountMark, scale: number, events: AccountChainEvents) {
    const { account, seq, version, balance, held, frozen } = start;
    const { problem, settled } = events;
    this.#account = account;
    this.#seq = seq;
    this.#version = version;
    this.#balance = balance;
    this.#held = held;
    this.#scale = scale;
    this.#problem = problem;
    this.#holds = new AccountHolds({ account, seq, scale, problem, settled });
    this.#standing = new AccountStanding(frozen);
  }

  /** Whether the account is frozen, or was at some time. */
  get wasFrozen(): boolean {
    return this.#standing.wasFrozen;
  }

  /** Takes the next transaction of the history. */
  take(tx: Transaction): void {
    const { seq, key, legs, kind } = tx;
    // Its rules change nothing of what it has, and have no leg.
    if (kind === 'rules' && tx.account === this.#account) return;
    const own = legs.filter(({ account }) => account === this.#account);
    const [leg] = own;
    const where = `Seq ${seq} (key ${key})`;
    if (leg === undefined || own.length > 1) {
      this.#problem(`${where} is in the history of ${this.#account} with ${own.length} legs of it.`);
      return;
    }
    const delta = parseMoney(leg.delta, this.#scale);
    const balance = this.#minor(leg.balance);
    const available = this.#minor(leg.available);
    if (
      delta === undefined ||
      balance === undefined ||
      available === undefined ||
      leg.version === undefined
    ) {
      this.#problem(`${where} does not tell what it made of ${this.#account}.`);
      return;
    }
    const held = this.#held + this.#holds.take(tx);
    if (seq <= this.#seq) {
      this.#problem(`${where} is behind seq ${this.#seq} in the history of ${this.#account}.`);
    }
    if (leg.version !== this.#version + 1) {
      this.#problem(
        `${where} makes version ${leg.version} of ${this.#account}, but the one before it in the history was ${this.#version}.`,
      );
    } else if (balance !== this.#balance + delta) {
      this.#problem(
        `${where} leaves ${this.#account} with ${leg.balance}, which is not what it had before and ${leg.delta}.`,
      );
    } else if (balance - available !== held) {
      const told = [balance - available, held].map((minor) => formatMoney(minor, this.#scale));
      this.#problem(`${where} leaves ${told[0]} of ${this.#account} held, but its holds are ${told[1]}.`);
    }
    if (!this.#standing.take(tx, delta))
      this.#problem(`${where} moves or holds money of ${this.#account}, which was frozen.`);
    this.#seq = seq;
    this.#version = leg.version;
    this.#balance = balance;
    this.#held = balance - available;
  }

  /** The history is over: it has to have come to this, at this time of the hub's clock, Unix milliseconds. */
  end({ version, balance, held, seq, frozen }: AccountMark, nowMs: number): void {
    if (version !== this.#version) {
      this.#problem(
        `${this.#account} is at version ${version} as of seq ${seq}, but its history ends at version ${this.#version}.`,
      );
      return;
    }
    this.#compare('balance', seq, balance, this.#balance);
    this.#compare('held part', seq, held, this.#held);
    if (frozen !== this.#standing.frozen) {
      this.#problem(
        `${this.#account} is ${standingText(frozen)} as of seq ${seq}, but ${standingText(this.#standing.frozen)} by its history.`,
      );
    }
    this.#holds.end(nowMs);
  }

  #compare(what: string, seq: number, told: bigint, followed: bigint): void {
    if (told === followed) return;
    const [said, ended] = [told, followed].map((minor) => formatMoney(minor, this.#scale));
    this.#problem(
      `The ${what} of ${this.#account} as of seq ${seq} is ${said}, but its history ends with ${ended} (seq ${this.#seq}).`,
    );
  }

  #minor(money: string | undefined): bigint | undefined {
    return money === undefined ? undefined : parseMoney(money, this.#scale);
  }
}

function standingText(frozen: AccountMark['frozen']): string {
  return frozen === undefined ? 'not frozen' : `frozen (${frozen})`;
}
