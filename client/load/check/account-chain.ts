import { formatMoney, parseMoney } from '../../../shared/money.ts';
import type { Transaction } from '../../../shared/transaction.ts';
import type { AccountMark } from './account-marks.ts';

/** Follows one account through its history: each transaction has to go on where the one before it ended. */
export class AccountChain {
  readonly #account: string;
  readonly #scale: number;
  readonly #problem: (sentence: string) => void;
  #seq: number;
  #version: number;
  #balance: bigint;

  constructor(start: AccountMark, scale: number, problem: (sentence: string) => void) {
    this.#account = start.account;
    this.#seq = start.seq;
    this.#version = start.version;
    this.#balance = start.balance;
    this.#scale = scale;
    this.#problem = problem;
  }

  /** Takes the next transaction of the history, and tells the minor units that the account gained. */
  take({ seq, key, legs }: Transaction): bigint {
    const own = legs.filter(({ account }) => account === this.#account);
    const [leg] = own;
    const where = `Seq ${seq} (key ${key})`;
    if (leg === undefined || own.length > 1) {
      this.#problem(`${where} is in the history of ${this.#account} with ${own.length} legs of it.`);
      return 0n;
    }
    const delta = parseMoney(leg.delta, this.#scale);
    const balance = leg.balance === undefined ? undefined : parseMoney(leg.balance, this.#scale);
    if (delta === undefined || balance === undefined || leg.version === undefined) {
      this.#problem(`${where} does not tell what it made of ${this.#account}.`);
      return 0n;
    }
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
    }
    this.#seq = seq;
    this.#version = leg.version;
    this.#balance = balance;
    return delta;
  }

  /** The history is over: it has to have come to this. */
  end({ version, balance, seq }: AccountMark): void {
    if (version !== this.#version) {
      this.#problem(
        `${this.#account} is at version ${version} as of seq ${seq}, but its history ends at version ${this.#version}.`,
      );
    } else if (balance !== this.#balance) {
      const [said, ended] = [balance, this.#balance].map((minor) => formatMoney(minor, this.#scale));
      this.#problem(
        `The balance of ${this.#account} as of seq ${seq} is ${said}, but its history ends with ${ended} (seq ${this.#seq}).`,
      );
    }
  }
}
