import type { ErrorReply } from '../../shared/down.ts';
import type { AccountState } from '../../shared/transaction.ts';
import { backoffMs } from './backoff.ts';
import { ChangeQueue } from './change-queue.ts';
import type { Change, WatchState } from './changes.ts';
import { CannotConnect, type FlorinError, NotSent, Refused } from './errors.ts';
import { Listeners } from './listeners.ts';
import type { WatchEvent, WatchingReply } from './messages.ts';
import type { Subscriber, SubscriberHost, WatchFields } from './subscriber.ts';
import type { Watch, WatchEvents } from './watch.ts';
import { type Progress, WatchTracker } from './watch-tracker.ts';

/** The watch that a user holds, moved by the connection's ups and downs. */
export class Subscription implements Watch, Subscriber {
  readonly fields: WatchFields;
  readonly #host: SubscriberHost;
  readonly #tracker: WatchTracker;
  readonly #listeners = new Listeners<WatchEvents>();
  readonly #queues = new Set<ChangeQueue>();
  readonly #signal: AbortSignal | undefined;
  #state: WatchState;
  #failure: FlorinError | undefined;
  #refusals = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(fields: WatchFields, signal: AbortSignal | undefined, host: SubscriberHost) {
    const { accounts } = fields;
    this.fields = fields;
    this.#host = host;
    this.#tracker = new WatchTracker(
      accounts === '*' || accounts === undefined ? undefined : new Set(accounts),
    );
    this.#state = this.#tracker.state;
    this.#signal = signal;
    signal?.addEventListener('abort', this.#onAbort);
  }

  get state(): WatchState {
    return this.#state;
  }

  get failure(): FlorinError | undefined {
    return this.#failure;
  }

  get accounts(): ReadonlyMap<string, AccountState> {
    return this.#tracker.accounts;
  }

  get seq(): number {
    return this.#tracker.seq;
  }

  ready(): Promise<void> {
    if (this.#tracker.begun) return Promise.resolve();
    if (this.#state === 'closed') return Promise.reject(this.#failure ?? new NotSent('closed', undefined));
    return new Promise((resolve, reject) => {
      const off = this.on('state', (state) => {
        if (state === 'live') resolve();
        else if (state === 'closed') reject(this.#failure ?? new NotSent('closed', undefined));
        else return;
        off();
      });
    });
  }

  on<E extends keyof WatchEvents>(event: E, listener: (value: WatchEvents[E]) => void): () => void {
    return this.#listeners.add(event, listener);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Change, void, void> {
    const queue = new ChangeQueue(() => this.#tracker.snapshot(), this.#tracker.begun);
    this.#queues.add(queue);
    if (this.#state === 'closed') queue.end(this.#failure);
    try {
      for (;;) {
        const change = queue.take() ?? (await queue.next());
        if (change === undefined) return;
        yield change;
      }
    } finally {
      this.#queues.delete(queue);
      this.close();
    }
  }

  close(): void {
    this.end(undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  up(): void {
    this.#ask();
  }

  lost(): void {
    clearTimeout(this.#retryTimer);
    this.#tracker.lost();
    this.#publishState();
  }

  began(reply: WatchingReply, epoch: string): void {
    this.#refusals = 0;
    this.#progress(this.#tracker.began(reply, epoch));
  }

  /** A watch that has begun bears with a hub that cannot serve it for now. */
  refused(reply: ErrorReply): void {
    if (!this.#tracker.begun || !reply.retryable) {
      this.end(new Refused(reply));
      return;
    }
    this.#retryTimer = setTimeout(() => this.#ask(), backoffMs(this.#refusals, Math.random()));
    this.#refusals += 1;
  }

  follow(event: WatchEvent): void {
    this.#progress(this.#tracker.follow(event));
  }

  end(failure: FlorinError | undefined): void {
    if (this.#state === 'closed') return;
    clearTimeout(this.#retryTimer);
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#failure = failure;
    this.#host.leave(this);
    this.#host.ended(this);
    for (const queue of this.#queues) queue.end(failure);
    this.#enter('closed');
  }

  #ask(): void {
    this.#host.ask(this, this.#tracker.ask());
    this.#publishState();
  }

  #progress({ changes, next }: Progress): void {
    if (next === 'give up') {
      this.end(new CannotConnect('incompatible', 'the events of the watch do not follow from each other'));
    } else if (next === 'ask') {
      this.#host.leave(this);
      this.#ask();
    } else this.#tell(changes);
  }

  #tell(changes: readonly Change[]): void {
    for (const change of changes) {
      // A listener may have closed the watch meanwhile.
      if (this.#state === 'closed') return;
      for (const queue of this.#queues) queue.push(change);
      this.#listeners.emit('change', change);
    }
    this.#publishState();
  }

  #publishState(): void {
    if (this.#state !== 'closed') this.#enter(this.#tracker.state);
  }

  #enter(state: WatchState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#listeners.emit('state', state);
  }

  readonly #onAbort = (): void => this.close();
}
