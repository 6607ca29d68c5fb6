import { isSystemAccount } from '../../../shared/ids.ts';
import type { Transaction } from '../../../shared/transaction.ts';
import { AmountHistory } from '../../analysis/amount-history.ts';
import { amountsKept } from '../../analysis/amount-score.ts';
import type { Hub } from '../../sdk/hub.ts';
import { amountMoved } from '../unusual.ts';

/** Questions for the past of accounts at a time. What comes meanwhile of yet other accounts is not judged. */
const askingMax = 2;
/** Transactions that wait for the past of one account. */
const waitingMax = 100;
/** Transactions of which it is kept that they are unusual. */
const unusualMax = 1_000;

/** Tells which of the transactions that come by are unusual for their accounts, by what each moved before. */
export class Habits {
  readonly #hub: Hub;
  readonly #changed: () => void;
  readonly #history = new AmountHistory();
  /** By account whose past is asked for: what is to be judged by it, oldest first. */
  readonly #waiting = new Map<string, Transaction[]>();
  readonly #unusual = new Map<number, string[]>();
  #asked = 0;

  constructor(hub: Hub, changed: () => void) {
    this.#hub = hub;
    this.#changed = changed;
  }

  /** The accounts for which a transaction was unusual. */
  of(seq: number): readonly string[] {
    return this.#unusual.get(seq) ?? [];
  }

  /** More may be asked now: so the hub is asked seldom however much comes by. */
  rested(): void {
    this.#asked = 0;
  }

  judge(tx: Transaction): void {
    for (const { account } of tx.legs) {
      const waiting = this.#waiting.get(account);
      if (waiting !== undefined) {
        if (waiting.length < waitingMax) waiting.push(tx);
      } else if (this.#history.knows(account)) this.#add(account, tx);
      else if (!isSystemAccount(account) && this.#asked < askingMax && this.#waiting.size < askingMax) {
        this.#asked += 1;
        this.#waiting.set(account, [tx]);
        void this.#ask(account, tx.seq);
      }
    }
  }

  async #ask(account: string, before: number): Promise<void> {
    try {
      const { txs } = await this.#hub.history({ account, before, limit: amountsKept });
      this.#history.begin(account, txs.flatMap((tx) => amountOf(account, tx) ?? []).reverse());
      for (const tx of this.#waiting.get(account) ?? []) this.#add(account, tx);
      this.#changed();
    } catch {
      // Without its past nothing is told of it; it is asked for when it moves again.
    }
    this.#waiting.delete(account);
  }

  #add(account: string, tx: Transaction): void {
    const amount = amountOf(account, tx);
    if (amount === undefined || this.#history.add(account, amount) === undefined) return;
    this.#unusual.set(tx.seq, [...this.of(tx.seq), account]);
    const [oldest] = this.#unusual.keys();
    if (this.#unusual.size > unusualMax && oldest !== undefined) this.#unusual.delete(oldest);
  }
}

function amountOf(account: string, tx: Transaction): number | undefined {
  return amountMoved(
    tx,
    tx.legs.find((leg) => leg.account === account),
  );
}
