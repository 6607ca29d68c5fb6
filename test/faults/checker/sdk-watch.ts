import type { Change, Watch } from '../../../client/sdk/index.ts';
import type { AccountState } from '../../../shared/transaction.ts';
import type { WatchMode } from '../../../shared/watching.ts';
import type { Told, WatchedTarget, WatchSeen } from './history.ts';

/** A watch of the SDK, over all the connections that it takes: the changes of one seq joined. */
export class SdkWatch implements WatchSeen {
  readonly name: string;
  readonly target: WatchedTarget;
  readonly mode: WatchMode;
  readonly told: Told[] = [];
  readonly #watch: Watch;
  readonly #nowMs: () => number;
  #through: number | undefined;
  /** The accounts of what was told last. */
  #accounts: AccountState[] = [];

  constructor(name: string, watch: Watch, target: WatchedTarget, mode: WatchMode, nowMs: () => number) {
    this.name = name;
    this.target = target;
    this.mode = mode;
    this.#watch = watch;
    this.#nowMs = nowMs;
    watch.on('change', (change) => this.#take(change));
  }

  get through(): number | undefined {
    return this.#through;
  }

  /** Resolves once it was told through this seq, at which its accounts changed; rejects where the watch ends before. */
  async reaches(seq: number): Promise<void> {
    this.#through = seq;
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (this.#watch.seq >= seq && this.#watch.state === 'live') resolve();
        if (this.#watch.state === 'closed')
          reject(this.#watch.failure ?? new Error(`${this.name} was closed`));
      };
      this.#watch.on('change', look);
      this.#watch.on('state', look);
      look();
    });
  }

  #take(change: Change): void {
    const atMs = this.#nowMs();
    const { seq } = change;
    if (change.kind === 'snapshot') {
      this.told.push({ t: 'snapshot', atMs, seq, accounts: change.accounts });
      return;
    }
    const { account, tx } = change;
    const last = this.told.at(-1);
    const isOfLast =
      tx === undefined ? last?.t === 'states' && last.seq === seq : last?.t === 'tx' && last.tx.seq === seq;
    if (isOfLast) {
      this.#accounts.push(account);
      return;
    }
    this.#accounts = [account];
    if (tx === undefined) this.told.push({ t: 'states', atMs, seq, accounts: this.#accounts });
    else this.told.push({ t: 'tx', atMs, tx, accounts: this.#accounts });
  }
}
