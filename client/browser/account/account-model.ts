import type { AccountState, Leg, Transaction } from '../../../shared/transaction.ts';
import type { FlorinError } from '../../sdk/errors.ts';
import type { Hub } from '../../sdk/hub.ts';
import type { Watch } from '../../sdk/watch.ts';
import { difference } from '../../words/money-difference.ts';
import type { Pulse } from '../pulse.ts';

/** Transactions in a question for older ones, for the newest, and for those since. */
const olderItems = 200;
const newestItems = 100;
const sinceItems = 1_000;
/** New transactions are asked for no more often, milliseconds. */
const freshenEveryMs = 300;
/** What was refused or not answered is asked for again after so long. */
const againAfterMs = 2_000;
/** Transactions kept; the list goes back no further. */
export const keptMax = 50_000;

/** A transaction as this account saw it. Where its rules were changed, it has no leg. */
export interface Entry {
  readonly tx: Transaction;
  readonly leg: Leg | undefined;
}

/** One account: its state live, its history as far as it was read. */
export class AccountModel {
  readonly id: string;
  readonly #hub: Hub;
  readonly #pulse: Pulse;
  readonly #changed: () => void;
  #watch: Watch | undefined;
  #isReading = false;
  #isFreshening = false;
  #againTimer: ReturnType<typeof setTimeout> | undefined;
  #freshenTimer: ReturnType<typeof setTimeout> | undefined;
  state: AccountState | undefined;
  /** What the last change that was seen came to, and how many were. */
  change: string | undefined;
  changes = 0;
  /** Newest first, without a hole. */
  entries: readonly Entry[] = [];
  /** What to ask before for older ones; null where there are none, undefined before the first answer. */
  #next: number | null | undefined;
  /** Seq of the newest change that is to be in the list, and the seq as of which the list is. */
  #toldSeq = 0;
  #listSeq = 0;
  failure: FlorinError | undefined;

  constructor(hub: Hub, pulse: Pulse, id: string, changed: () => void) {
    this.#hub = hub;
    this.#pulse = pulse;
    this.id = id;
    this.#changed = changed;
  }

  open(): void {
    const watch = this.#hub.watch([this.id], { mode: 'latest' });
    this.#watch = watch;
    watch.on('change', (change) => {
      const states = change.kind === 'snapshot' ? change.accounts : [change.account];
      for (const state of states) this.#learn(state, change.seq, change.kind === 'balance');
      this.#pulse.heard(change.seq);
    });
    watch.on('state', (state) => {
      if (state === 'closed' && watch.failure !== undefined) this.#onFailure(watch.failure);
      if (state === 'live') void this.#freshen();
      this.#changed();
    });
    void this.#freshen();
  }

  rest(): void {
    this.#watch?.close();
    this.#watch = undefined;
    clearTimeout(this.#againTimer);
    clearTimeout(this.#freshenTimer);
    this.#freshenTimer = undefined;
  }

  get isLive(): boolean {
    return this.#watch?.state === 'live';
  }

  /** Whether what is told is as new as can be: a balance that is live, or only what is wrong. */
  get isCurrent(): boolean {
    return this.isLive || (this.state === undefined && this.failure !== undefined);
  }

  get hasOlder(): boolean {
    return this.#next !== null && this.entries.length < keptMax;
  }

  get hasRead(): boolean {
    return this.#next !== undefined;
  }

  /** Reads a page of older transactions; does nothing while one is on its way. */
  async readOlder(): Promise<void> {
    const before = this.#next;
    if (this.#isReading || !this.hasOlder || before === undefined || before === null) return;
    this.#isReading = true;
    try {
      const { txs, next } = await this.#hub.history({ account: this.id, before, limit: olderItems });
      // The list may have begun anew meanwhile.
      if (this.#next === before) {
        this.entries = [...this.entries, ...this.#entriesOf(txs)];
        this.#next = next;
      }
      this.#changed();
    } catch {
      // It is asked for again when the end of the list is drawn again.
    }
    this.#isReading = false;
  }

  /** It is asked again: an account may be opened, and a busy hub gets rid of its work. */
  #onFailure(failure: FlorinError): void {
    this.failure = failure;
    this.rest();
    this.#againTimer = setTimeout(() => this.open(), againAfterMs);
  }

  /** `seq`: as of which the account was so. */
  #learn(state: AccountState, seq: number, isMove: boolean): void {
    const before = this.state;
    if (before !== undefined && state.version < before.version) return;
    if (before !== undefined && state.version > before.version) {
      this.change = isMove ? difference(before.balance, state.balance) : undefined;
      this.changes += 1;
    }
    const isRuled = JSON.stringify(before?.rules) !== JSON.stringify(state.rules);
    this.state = state;
    this.failure = undefined;
    if (state.version > this.#newestVersion || isRuled) this.#toldSeq = seq;
    this.#freshenIn(freshenEveryMs);
    this.#changed();
  }

  get #newestVersion(): number {
    return this.entries.find(({ leg }) => leg !== undefined)?.leg?.version ?? 0;
  }

  /** The list is read on after a while where it lacks anything. A question that is open sees to it at its end. */
  #freshenIn(waitMs: number): void {
    const isBehind = !this.hasRead || this.#listSeq < this.#toldSeq;
    if (!isBehind || this.#isFreshening || this.#watch === undefined) return;
    this.#freshenTimer ??= setTimeout(() => void this.#freshen(), waitMs);
  }

  async #freshen(): Promise<void> {
    if (this.#isFreshening) return;
    this.#isFreshening = true;
    clearTimeout(this.#freshenTimer);
    this.#freshenTimer = undefined;
    // What is wrong with the account or the hub, the watch tells.
    const isRead = await this.#readSince().then(
      () => true,
      () => false,
    );
    this.#isFreshening = false;
    this.#freshenIn(isRead ? freshenEveryMs : againAfterMs);
    this.#changed();
  }

  /** Reads what has happened since. Where that is more than a page holds, the list begins anew. */
  async #readSince(): Promise<void> {
    const since = this.entries[0]?.tx.seq;
    const page =
      since === undefined
        ? undefined
        : await this.#hub.history({ account: this.id, after: since, limit: sinceItems });
    if (page?.next === null) {
      this.entries = [...this.#entriesOf(page.txs).reverse(), ...this.entries].slice(0, keptMax);
      this.#listSeq = page.seq;
    } else {
      const { seq, txs, next } = await this.#hub.history({ account: this.id, limit: newestItems });
      this.entries = this.#entriesOf(txs);
      this.#next = next;
      this.#listSeq = seq;
    }
  }

  #entriesOf(txs: readonly Transaction[]): Entry[] {
    return txs.map((tx) => ({ tx, leg: tx.legs.find(({ account }) => account === this.id) }));
  }
}
