import { timeOrderedKey } from '../../../shared/keys.ts';
import { seededRandom } from '../../support/seeded-random.ts';

/** What a command asks for, without its id and key. */
export type Content = Readonly<Record<string, unknown>> & { readonly t: string };

/** One intent of a client: the key that it keeps, and what is asked for under it, rightly and wrongly. */
export interface Intent {
  readonly key: string;
  /** The first is what is meant; the others are what comes under the same key by mistake. */
  readonly contents: readonly [Content, ...Content[]];
}

/** Intents that are asked for as one atomic batch. */
export interface Group {
  readonly intents: readonly Intent[];
  /** Whether they are also asked for one by one, so that the batch may find some of its keys used. */
  readonly isMixed: boolean;
}

export interface StormPlan {
  readonly intents: readonly Intent[];
  readonly groups: readonly Group[];
}

/** Accounts that are there before the storm: of a ledger without limits, of one with, and two without money. */
export const cash: readonly string[] = Array.from({ length: 8 }, (_, nth) => `acc-${nth}`);
export const points: readonly string[] = ['pts-0', 'pts-1'];
export const poor: readonly string[] = ['poor-0', 'poor-1'];
/** What the setup makes, so that storms can settle it: holds and deposits, by seq. */
export interface Made {
  readonly holds: readonly number[];
  readonly deposits: readonly number[];
}

const groupsMax = 40;

/** So many intents that a storm is made of, of every kind, with keys of every kind. */
export function planOf(seed: number, intents: number, made: Made): StormPlan {
  const maker = new IntentMaker(seed, made);
  const single = Array.from({ length: intents }, () => maker.intent());
  const groups = Array.from({ length: Math.min(groupsMax, Math.ceil(intents / 8)) }, (_, nth): Group => {
    const movements = Array.from({ length: 2 + (nth % 4) }, () => maker.movement());
    return { intents: nth % 3 === 0 ? [...movements, maker.refusal()] : movements, isMixed: nth % 2 === 1 };
  });
  return { intents: single, groups };
}

class IntentMaker {
  readonly #random: () => number;
  readonly #made: Made;
  readonly #beganMs = Date.now();
  #count = 0;

  constructor(seed: number, made: Made) {
    this.#random = seededRandom(seed);
    this.#made = made;
  }

  intent(): Intent {
    const chance = this.#random();
    if (chance < 0.5) return this.movement();
    const content = this.#special();
    return { key: this.#key(), contents: [content, ...this.#mistakesOf(content)] };
  }

  /** A movement that has no end in time: an atomic batch of such is decided by its first copy. */
  movement(): Intent {
    const content = this.#movement();
    return { key: this.#key(), contents: [content, ...this.#mistakesOf(content)] };
  }

  /** What is never done, and takes with it what is asked for along with it. */
  refusal(): Intent {
    const content = { t: 'withdraw', account: this.#one(cash), amount: '1000000' } as const;
    return { key: this.#key(), contents: [content, ...this.#mistakesOf(content)] };
  }

  #movement(): Content {
    const amount = `${1 + this.#whole(40)}.${10 + this.#whole(90)}`;
    const [account, other] = [this.#one(cash), this.#one(cash)];
    const chance = this.#random();
    if (chance < 0.45) return { t: 'transfer', from: account, to: other, amount };
    if (chance < 0.75) return { t: 'deposit', account, amount, memo: `no. ${this.#whole(1_000)}` };
    if (chance < 0.9) return { t: 'withdraw', account, amount };
    return { t: 'hold', from: account, to: other, amount };
  }

  /** What is refused, what is refused only until something else has happened, and what has its time. */
  #special(): Content {
    const account = this.#one(cash);
    const kinds: readonly (() => Content)[] = [
      () => ({ t: 'withdraw', account: this.#one(poor), amount: '500' }),
      () => ({ t: 'deposit', account: this.#one(poor), amount: '300' }),
      () => ({ t: 'withdraw', account: 'nobody', amount: '1' }),
      () => ({ t: 'deposit', account, amount: '0.001' }),
      () => ({ t: 'deposit', account: this.#one(points), amount: String(50 + this.#whole(100)) }),
      () => ({ t: 'transfer', from: account, to: this.#one(points), amount: '1' }),
      () => ({ t: 'deposit', account, amount: '1', expect: { [account]: this.#whole(60) } }),
      () => ({ t: 'open', account: `new-${this.#whole(12)}`, ledger: 'cash' }),
      () => ({ t: 'capture', hold: this.#oneOf(this.#made.holds) }),
      () => ({ t: 'release', hold: this.#oneOf(this.#made.holds) }),
      () => ({ t: 'reverse', tx: this.#oneOf(this.#made.deposits) }),
      () => ({ t: 'freeze', account: 'acc-7', side: 'debit' }),
      () => ({ t: 'unfreeze', account: 'acc-7' }),
      () => ({ t: 'deposit', account, amount: '2', deadline: this.#timeFrom(-3_600_000, 3_600_000) }),
      () => ({ t: 'deposit', account, amount: '3', deadline: this.#timeFrom(0, 20_000) }),
      () => ({ t: 'hold', from: account, to: 'acc-0', amount: '1', expires: this.#timeFrom(0, 10_000) }),
    ];
    return (kinds[this.#whole(kinds.length)] ?? this.#movement)();
  }

  /** The same but for one field, and something else altogether. */
  #mistakesOf(content: Content): Content[] {
    return [
      { ...content, memo: 'another memo' },
      { t: 'deposit', account: 'acc-1', amount: '7.77' },
    ];
  }

  /** Of its time, made by hand, of a time that has long passed, and of one that is to come. */
  #key(): string {
    this.#count += 1;
    const random = `s${this.#count}`.padEnd(12, '_');
    const chance = this.#random();
    if (chance < 0.5) return timeOrderedKey(this.#beganMs, random);
    if (chance < 0.7) return `by-hand.${this.#count}`;
    if (chance < 0.8) return timeOrderedKey(this.#beganMs - 3_600_000, random);
    if (chance < 0.9) return timeOrderedKey(this.#count, random);
    if (chance < 0.95) return timeOrderedKey(this.#beganMs + 60_000, random);
    return timeOrderedKey(this.#beganMs + 400 * 86_400_000, random);
  }

  #timeFrom(leastMs: number, rangeMs: number): string {
    return new Date(this.#beganMs + leastMs + this.#whole(rangeMs)).toISOString();
  }

  #one(ids: readonly string[]): string {
    return ids[this.#whole(ids.length)] ?? '';
  }

  #oneOf(seqs: readonly number[]): number {
    return seqs[this.#whole(seqs.length)] ?? 1;
  }

  #whole(below: number): number {
    return Math.floor(this.#random() * below);
  }
}
