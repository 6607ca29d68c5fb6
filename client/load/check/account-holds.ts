import { formatMoney, parseMoney } from '../../../shared/money.ts';
import type { Transaction } from '../../../shared/transaction.ts';

export interface AccountHoldsInput {
  readonly account: string;
  /** Where its history begins: holds up to it are not known. */
  readonly seq: number;
  readonly scale: number;
  readonly problem: (sentence: string) => void;
  /** Told of the key of each hold that is settled. */
  readonly settled: (key: string) => void;
}

/** Follows what holds reserve of one account: each is settled once, for all of it, and in time. */
export class AccountHolds {
  readonly #input: AccountHoldsInput;
  readonly #open = new Map<number, Hold>();
  /** Those that were made before the history begins. */
  readonly #settledBefore = new Set<number>();

  constructor(input: AccountHoldsInput) {
    this.#input = input;
  }

  /** Takes the next transaction of the history, and tells by how many minor units it changes what is reserved. */
  take(tx: Transaction): bigint {
    const isGiver = tx.legs[0]?.account === this.#input.account;
    if (!isGiver) return 0n;
    switch (tx.kind) {
      case 'hold':
        return this.#made(tx);
      case 'capture':
      case 'release':
      case 'expire':
        return -this.#settled(tx);
      default:
        return 0n;
    }
  }

  /** The history is over, at this time of the hub's clock: nothing may be open whose time was up. */
  end(nowMs: number): void {
    for (const [seq, { expiresMs, key }] of this.#open) {
      if (expiresMs > nowMs) continue;
      const at = new Date(expiresMs).toISOString();
      this.#input.problem(
        `Hold ${seq} (key ${key}) of ${this.#input.account} was to expire at ${at}, and is still open.`,
      );
    }
  }

  #made({ seq, key, from, to, amount = '', expires }: Transaction): bigint {
    const minor = this.#minor(amount);
    const where = `Hold ${seq} (key ${key})`;
    if (minor === undefined || from !== this.#input.account || to === undefined) {
      this.#input.problem(`${where} does not tell what it reserves of ${this.#input.account}.`);
      return 0n;
    }
    const expiresMs = expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(expires);
    this.#open.set(seq, { key, to, amount: minor, expiresMs });
    return minor;
  }

  /** What was reserved until then. */
  #settled(tx: Transaction): bigint {
    const { seq, kind, hold: holdSeq = 0, amount = '0', released = '' } = tx;
    const where = `Seq ${seq} (key ${tx.key}), ${nouns[kind]} of hold ${holdSeq},`;
    const captured = kind === 'capture' ? this.#minor(amount) : 0n;
    const back = this.#minor(released);
    if (captured === undefined || back === undefined) {
      this.#input.problem(`${where} does not tell what became of the money.`);
      return 0n;
    }
    const reserved = captured + back;
    const hold = this.#open.get(holdSeq);
    if (hold === undefined) {
      if (holdSeq > this.#input.seq || this.#settledBefore.has(holdSeq))
        this.#input.problem(`${where} settles a hold of ${this.#input.account} that is not open.`);
      this.#settledBefore.add(holdSeq);
      return reserved;
    }
    this.#open.delete(holdSeq);
    this.#input.settled(hold.key);
    if (reserved !== hold.amount) {
      const [told, was] = [reserved, hold.amount].map((minor) => formatMoney(minor, this.#input.scale));
      this.#input.problem(`${where} speaks of ${told}, but that hold was of ${was}.`);
    }
    if (kind === 'capture' && tx.legs[1]?.account !== hold.to)
      this.#input.problem(`${where} goes to ${tx.legs[1]?.account}, but that hold was for ${hold.to}.`);
    const isLate = Date.parse(tx.at) >= hold.expiresMs;
    if (kind === 'capture' && isLate) this.#input.problem(`${where} came after that hold had expired.`);
    if (kind === 'expire' && !isLate) this.#input.problem(`${where} came before that hold was to expire.`);
    return reserved;
  }

  #minor(money: string): bigint | undefined {
    return parseMoney(money, this.#input.scale);
  }
}

interface Hold {
  readonly key: string;
  readonly to: string;
  readonly amount: bigint;
  /** Unix milliseconds; infinite where it does not expire. */
  readonly expiresMs: number;
}

const nouns: Readonly<Partial<Record<Transaction['kind'], string>>> = {
  capture: 'a capture',
  release: 'a release',
  expire: 'an expiry',
};
