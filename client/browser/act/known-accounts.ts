import type { AccountState } from '../../../shared/transaction.ts';
import { Refused } from '../../sdk/errors.ts';
import type { Hub } from '../../sdk/hub.ts';
import { Poll } from '../poll.ts';

const askAfterMs = 120;
const askEveryMs = 1_000;
const suggestionsMax = 8;

/** What the hub says of the accounts that are named in the form, again and again, and which others there are. */
export class KnownAccounts {
  readonly #hub: Hub;
  readonly #changed: () => void;
  readonly #known = new Map<string, AccountState | null>();
  readonly #poll: Poll;
  #named: readonly string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  suggestions: readonly string[] = [];

  constructor(hub: Hub, changed: () => void) {
    this.#hub = hub;
    this.#changed = changed;
    this.#poll = new Poll(askEveryMs, () => this.#look());
  }

  /** Undefined while it is not known, null where there is no such account. */
  readonly of = (account: string): AccountState | null | undefined =>
    this.#hub.state.kind === 'live' ? this.#known.get(account) : undefined;

  /** These are named now. */
  name(accounts: readonly string[]): void {
    this.#named = accounts.filter((account) => account !== '');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), askAfterMs);
    this.#poll.start();
  }

  /** Looks for accounts that begin with what is typed. */
  suggest(typed: string): void {
    void this.#suggest(typed);
  }

  rest(): void {
    clearTimeout(this.#timer);
    this.#poll.stop();
    this.#known.clear();
    this.suggestions = [];
  }

  async #look(): Promise<void> {
    await Promise.all(this.#named.map((account) => this.#lookUp(account)));
    this.#changed();
  }

  async #lookUp(account: string): Promise<void> {
    try {
      const { accounts } = await this.#hub.get([account]);
      for (const state of accounts) this.#known.set(account, state);
    } catch (error) {
      if (error instanceof Refused && error.code === 'unknown_account') this.#known.set(account, null);
    }
  }

  /** The list is in the order of ids, so those that begin with a text come right after it. */
  async #suggest(typed: string): Promise<void> {
    try {
      const { accounts } = await this.#hub.list({
        after: typed === '' ? undefined : typed,
        limit: suggestionsMax,
      });
      this.suggestions = accounts
        .map(({ account }) => account)
        .filter((account) => account.startsWith(typed));
      this.#changed();
    } catch {
      // Suggestions are a help, and nothing is missing without them.
    }
  }
}
