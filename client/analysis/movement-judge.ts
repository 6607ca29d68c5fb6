import { isSystemAccount } from '../../shared/ids.ts';
import { AmountHistory, type Unusual } from './amount-history.ts';

/** Accounts whose amounts are kept, a kilobyte each; movements of further ones are not judged. */
export const judgedAccountsMax = 20_000;

/** Tells movements that are unusual for their account: those that are far larger than what it moved before. */
export class MovementJudge {
  readonly #history = new AmountHistory(judgedAccountsMax);
  readonly #accounts = new Set<string>();
  #unjudged = 0;

  /** Movements of accounts beyond {@link judgedAccountsMax}. */
  get unjudged(): number {
    return this.#unjudged;
  }

  /** Takes in the next movement of an account: its signed money text. What the world outside moves is never unusual. */
  take(account: string, delta: string): Unusual | undefined {
    const amount = Math.abs(Number(delta));
    if (amount === 0 || isSystemAccount(account)) return undefined;
    if (!this.#accounts.has(account)) {
      if (this.#accounts.size >= judgedAccountsMax) {
        this.#unjudged += 1;
        return undefined;
      }
      this.#accounts.add(account);
    }
    return this.#history.add(account, amount);
  }
}
