import type { Transaction } from '../../../shared/transaction.ts';
import type { Hub } from '../../sdk/hub.ts';

const askAfterMs = 120;

/** What the hub says of the transactions whose numbers are typed into the form. What is committed never changes. */
export class KnownTransactions {
  readonly #hub: Hub;
  readonly #changed: () => void;
  readonly #known = new Map<number, Transaction | null>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(hub: Hub, changed: () => void) {
    this.#hub = hub;
    this.#changed = changed;
  }

  /** Undefined while it is not known, null where there is none. */
  readonly of = (seq: number): Transaction | null | undefined => this.#known.get(seq);

  /** This one is named now. */
  name(seq: number | undefined): void {
    clearTimeout(this.#timer);
    if (seq === undefined || this.#known.get(seq)) return;
    this.#timer = setTimeout(() => void this.#look(seq), askAfterMs);
  }

  rest(): void {
    clearTimeout(this.#timer);
    this.#known.clear();
  }

  async #look(seq: number): Promise<void> {
    try {
      const { txs } = await this.#hub.journal({ after: seq - 1, limit: 1 });
      this.#known.set(seq, txs.find((tx) => tx.seq === seq) ?? null);
      this.#changed();
    } catch {
      // What is known of it is a help: the hub decides without.
    }
  }
}
