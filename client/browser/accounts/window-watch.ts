import type { AccountState } from '../../../shared/transaction.ts';
import type { Change } from '../../sdk/changes.ts';
import type { Hub } from '../../sdk/hub.ts';
import type { Watch } from '../../sdk/watch.ts';
import type { Pulse } from '../pulse.ts';

const againAfterMs = 1_000;

/** `isMove`: it happened now, and was not part of a beginning. */
export type OnAccount = (state: AccountState, isMove: boolean) => void;

/** Watches the accounts that are on the screen, and no others: a new watch takes over as soon as it stands. */
export class WindowWatch {
  readonly #hub: Hub;
  readonly #pulse: Pulse;
  readonly #onAccount: OnAccount;
  readonly #changed: () => void;
  #current: { readonly watch: Watch; readonly ids: ReadonlySet<string> } | undefined;
  #next: { readonly watch: Watch; readonly ids: ReadonlySet<string> } | undefined;
  /** Runs while a watch that failed is to be asked for again. */
  #againTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(hub: Hub, pulse: Pulse, onAccount: OnAccount, changed: () => void) {
    this.#hub = hub;
    this.#pulse = pulse;
    this.#onAccount = onAccount;
    this.#changed = changed;
  }

  /** Sees to it that `visible` are watched; `around` are they and some around them, to scroll into. */
  show(visible: readonly string[], around: readonly string[]): void {
    // What was to be watched before is not any more.
    this.#forgetTimer();
    const newest = this.#next ?? this.#current;
    if (newest !== undefined && visible.every((id) => newest.ids.has(id))) return;
    this.#next?.watch.close();
    this.#next = undefined;
    if (around.length === 0) return;
    const watch = this.#hub.watch(around, { mode: 'latest' });
    this.#next = { watch, ids: new Set(around) };
    this.#changed();
    watch.on('change', (change) => this.#onChange(change));
    watch.on('state', (state) => {
      if (state === 'live' && this.#next?.watch === watch) {
        this.#current?.watch.close();
        this.#current = this.#next;
        this.#next = undefined;
      }
      if (state === 'closed' && watch.failure !== undefined) this.#forget(watch, visible, around);
      this.#changed();
    });
  }

  /** Whether what is known of an account is as new as can be. */
  isLive(id: string): boolean {
    return this.#current?.watch.state === 'live' && this.#current.ids.has(id);
  }

  /** Whether all that was asked for is live. */
  get isCurrent(): boolean {
    if (this.#next !== undefined || this.#againTimer !== undefined) return false;
    return this.#current === undefined || this.#current.watch.state === 'live';
  }

  close(): void {
    this.#forgetTimer();
    this.#current?.watch.close();
    this.#next?.watch.close();
    this.#current = undefined;
    this.#next = undefined;
  }

  #onChange(change: Change): void {
    this.#pulse.heard(change.seq);
    if (change.kind === 'balance') this.#onAccount(change.account, true);
    else for (const account of change.accounts) this.#onAccount(account, false);
    this.#changed();
  }

  /** The hub does not go on with it, for it has too much to do: it is asked again, unless another was wanted since. */
  #forget(watch: Watch, visible: readonly string[], around: readonly string[]): void {
    if (this.#current?.watch === watch) this.#current = undefined;
    if (this.#next?.watch === watch) this.#next = undefined;
    if (this.#next !== undefined) return;
    this.#againTimer ??= setTimeout(() => this.show(visible, around), againAfterMs);
  }

  #forgetTimer(): void {
    clearTimeout(this.#againTimer);
    this.#againTimer = undefined;
  }
}
