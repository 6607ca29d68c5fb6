import type { LedgerTrial } from '../../shared/transaction.ts';
import type { Hub } from '../sdk/hub.ts';
import { Poll } from './poll.ts';
import { isForbidden } from './token/forbidden.ts';

const everyMs = 2_000;

/** The ledgers as the hub's trial tells them: what there is, and whether each sums to zero. */
export class Books {
  readonly #poll: Poll;
  ledgers: readonly LedgerTrial[] = [];
  /** Seq that they are as of, 0 before the first answer. */
  seq = 0;
  /** Whether the token may not read all ledgers. */
  isForbidden = false;
  /** When they were told, Unix milliseconds. */
  toldAtMs = 0;

  constructor(hub: Hub, changed: () => void) {
    this.#poll = new Poll(everyMs, async () => {
      const told = await hub.trial().catch((failure: unknown) => {
        this.isForbidden = isForbidden(failure);
        changed();
        throw failure;
      });
      const { seq, ledgers } = told;
      this.seq = seq;
      this.ledgers = ledgers;
      this.toldAtMs = Date.now();
      changed();
    });
  }

  start(): void {
    this.#poll.start();
  }

  stop(): void {
    this.#poll.stop();
  }

  /** What a ledger is of, where not all are of the same. */
  assetOf(ledger: string): string | undefined {
    const [first] = this.ledgers;
    if (this.ledgers.every(({ asset }) => asset === first?.asset)) return undefined;
    return this.ledgers.find((each) => each.ledger === ledger)?.asset;
  }

  /** Accounts of a ledger, of all where none is named. */
  accounts(ledger: string | undefined): number {
    return this.ledgers.reduce(
      (sum, each) => (ledger === undefined || each.ledger === ledger ? sum + each.accounts : sum),
      0,
    );
  }
}
