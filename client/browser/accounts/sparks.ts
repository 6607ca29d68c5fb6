import type { AccountState, Transaction } from '../../../shared/transaction.ts';
import type { Hub } from '../../sdk/hub.ts';

/** Balances that a sparkline shows. */
const balancesMax = 24;
/** Sparklines kept. */
const sparksMax = 1_000;
/** Questions at a time: few enough that commands on the same connection never wait for them. */
const askingMax = 3;

export interface Spark {
  /** Balances, oldest first. */
  readonly balances: number[];
  /** Version of the newest. */
  version: number;
  /** What the last transaction changed, as signed money text. */
  change: string | undefined;
}

/** The recent balances of the accounts on the screen: what was before from their histories, then what happens. */
export class Sparks {
  readonly #hub: Hub;
  readonly #changed: () => void;
  readonly #sparks = new Map<string, Spark>();
  #wanted: string[] = [];
  readonly #asking = new Set<string>();
  #isClosed = false;

  constructor(hub: Hub, changed: () => void) {
    this.#hub = hub;
    this.#changed = changed;
  }

  of(account: string): Spark | undefined {
    return this.#sparks.get(account);
  }

  /** Asks for those that are not known; those wanted before and not asked for yet are wanted no more. */
  want(accounts: readonly string[]): void {
    this.#wanted = accounts.filter((account) => !this.#sparks.has(account) && !this.#asking.has(account));
    this.#askOn();
  }

  /** The newest state of an account. `isMove`: it has just moved; else it may have done so many times. */
  learn({ account, balance, version }: AccountState, isMove: boolean): void {
    const spark = this.#sparks.get(account);
    if (spark === undefined || version <= spark.version) return;
    if (!isMove) {
      this.#sparks.delete(account);
      return;
    }
    spark.version = version;
    spark.balances.push(Number(balance));
    if (spark.balances.length > balancesMax) spark.balances.shift();
  }

  close(): void {
    this.#isClosed = true;
    this.#wanted = [];
  }

  #askOn(): void {
    while (this.#asking.size < askingMax) {
      const account = this.#wanted.shift();
      if (account === undefined) return;
      this.#asking.add(account);
      void this.#ask(account);
    }
  }

  async #ask(account: string): Promise<void> {
    const page = await this.#hub.history({ account, limit: balancesMax }).catch(() => undefined);
    this.#asking.delete(account);
    if (this.#isClosed) return;
    if (page !== undefined) this.#keep(account, page.txs);
    this.#askOn();
  }

  #keep(account: string, newestFirst: readonly Transaction[]): void {
    const legs = newestFirst.flatMap(({ legs }) => legs.filter((leg) => leg.account === account)).reverse();
    const newest = legs.at(-1);
    this.#sparks.set(account, {
      balances: legs.map(({ balance }) => Number(balance)),
      version: newest?.version ?? 0,
      change: newest?.delta,
    });
    const [oldest] = this.#sparks.keys();
    if (this.#sparks.size > sparksMax && oldest !== undefined) this.#sparks.delete(oldest);
    this.#changed();
  }
}
