import type { OpenHold } from '../../../shared/transaction.ts';
import type { Hub } from '../../sdk/hub.ts';
import { Poll } from '../poll.ts';

/** Holds that are shown, the oldest. */
export const holdsShown = 20;
/** What others reserve for an account changes nothing of its own that a watch would tell of. */
const everyMs = 2_000;

/** The open holds that name one account. */
export class AccountHolds {
  readonly #poll: Poll;
  /** Oldest first, at most {@link holdsShown}. */
  list: readonly OpenHold[] = [];
  hasMore = false;

  constructor(hub: Hub, account: string, changed: () => void) {
    this.#poll = new Poll(everyMs, async () => {
      const { holds, next } = await hub.holds({ account, limit: holdsShown });
      const isSame = JSON.stringify(holds) === JSON.stringify(this.list);
      this.list = holds;
      this.hasMore = next !== null;
      if (!isSame) changed();
    });
  }

  start(): void {
    this.#poll.start();
  }

  stop(): void {
    this.#poll.stop();
  }
}
