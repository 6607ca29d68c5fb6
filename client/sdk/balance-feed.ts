import type { AccountState } from '../../shared/transaction.ts';
import type { Change } from './changes.ts';
import type { FlorinError } from './errors.ts';
import { Listeners } from './listeners.ts';
import type { Watch } from './watch.ts';

/** The shared watch behind `hub.on('balance')`: open while anyone listens. */
export class BalanceFeed {
  readonly #openWatch: () => Watch;
  readonly #onFailure: (failure: FlorinError) => void;
  readonly #listeners = new Listeners<{ balance: AccountState }>();
  #listening = 0;
  #watch: Watch | undefined;

  constructor(openWatch: () => Watch, onFailure: (failure: FlorinError) => void) {
    this.#openWatch = openWatch;
    this.#onFailure = onFailure;
  }

  /** Returns what takes the listener off again. */
  listen(listener: (account: AccountState) => void): () => void {
    const known = this.#watch?.accounts;
    this.#watch ??= this.#open();
    this.#listening += 1;
    let isOff = false;
    // Who comes later hears of every account first, too.
    if (known !== undefined) {
      queueMicrotask(() => {
        for (const account of known.values()) if (!isOff) listener(account);
      });
    }
    const off = this.#listeners.add('balance', listener);
    return () => {
      if (isOff) return;
      isOff = true;
      off();
      this.#listening -= 1;
      if (this.#listening > 0) return;
      this.#watch?.close();
      this.#watch = undefined;
    };
  }

  #open(): Watch {
    const watch = this.#openWatch();
    watch.on('change', (change) => {
      for (const account of accountsOf(change)) this.#listeners.emit('balance', account);
    });
    watch.on('state', (state) => {
      if (state !== 'closed' || watch.failure === undefined) return;
      this.#watch = undefined;
      this.#onFailure(watch.failure);
    });
    return watch;
  }
}

function accountsOf(change: Change): readonly AccountState[] {
  return change.kind === 'snapshot' ? change.accounts : [change.account];
}
