import type { Unusual } from '../analysis/amount-history.ts';
import { amountsKept } from '../analysis/amount-score.ts';
import { MovementJudge } from '../analysis/movement-judge.ts';
import { FlorinError } from '../sdk/errors.ts';
import type { Hub } from '../sdk/hub.ts';

/** Accounts whose past is looked up, one question each; of others only what is seen from now on counts. */
const seededAccountsMax = 20;

/** Tells which movements of a watch are unusual for their account. */
export class LiveJudge {
  readonly #judge = new MovementJudge();
  /** Of accounts whose past is known, the seq up to which it is. */
  readonly #known = new Map<string, number>();

  /** Looks up what a few accounts moved of late. Where the hub does not say, they are judged by what comes. */
  async seed(hub: Hub, accounts: readonly string[], signal?: AbortSignal): Promise<void> {
    if (accounts.length > seededAccountsMax) return;
    await Promise.all(accounts.map((account) => this.#seedOne(hub, account, signal)));
  }

  /** Takes in the next movement that is seen: its signed money text and its seq. */
  take(account: string, delta: string, seq: number): Unusual | undefined {
    return seq > (this.#known.get(account) ?? 0) ? this.#judge.take(account, delta) : undefined;
  }

  async #seedOne(hub: Hub, account: string, signal: AbortSignal | undefined): Promise<void> {
    // A watch that begins anew after a gap asks again.
    if (this.#known.has(account)) return;
    this.#known.set(account, 0);
    try {
      const { txs, seq } = await hub.history({ account, limit: amountsKept }, { signal });
      this.#known.set(account, seq);
      for (const { legs } of txs.toReversed()) {
        const leg = legs.find((each) => each.account === account);
        if (leg !== undefined) this.#judge.take(account, leg.delta);
      }
    } catch (error) {
      if (!(error instanceof FlorinError)) throw error;
    }
  }
}
