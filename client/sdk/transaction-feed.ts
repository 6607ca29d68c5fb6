import type { ErrorReply } from '../../shared/down.ts';
import type { Transaction } from '../../shared/transaction.ts';
import { backoffMs } from './backoff.ts';
import { type FlorinError, Refused } from './errors.ts';
import { Listeners } from './listeners.ts';
import type { WatchEvent } from './messages.ts';
import type { Subscriber, SubscriberHost, WatchFields } from './subscriber.ts';

/**
 * Committed transactions of all accounts as they happen, from the moment of asking and without a snapshot: for
 * whoever looks at the flow and keeps no balances. What happens while the connection is lost, or while this
 * reader is too slow, is left out; the seqs show it.
 */
export interface TransactionFeed {
  /** Why the feed ended by itself; undefined where it did not. */
  readonly failure: FlorinError | undefined;
  /** Returns what takes the listener off again. */
  on<E extends keyof TransactionFeedEvents>(
    event: E,
    listener: (value: TransactionFeedEvents[E]) => void,
  ): () => void;
  close(): void;
}

export interface TransactionFeedEvents {
  /** In seq order. */
  transaction: Transaction;
  /** It is over: with the failure where it ended by itself. */
  closed: FlorinError | undefined;
}

export class TransactionFeedSubscriber implements TransactionFeed, Subscriber {
  readonly fields: WatchFields = { accounts: '*', mode: 'all', snapshot: false };
  readonly #host: SubscriberHost;
  readonly #listeners = new Listeners<TransactionFeedEvents>();
  #refusals = 0;
  #failure: FlorinError | undefined;
  #isClosed = false;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: SubscriberHost) {
    this.#host = host;
  }

  get failure(): FlorinError | undefined {
    return this.#failure;
  }

  on<E extends keyof TransactionFeedEvents>(
    event: E,
    listener: (value: TransactionFeedEvents[E]) => void,
  ): () => void {
    return this.#listeners.add(event, listener);
  }

  close(): void {
    this.end(undefined);
  }

  up(): void {
    this.#host.ask(this, undefined);
  }

  lost(): void {
    clearTimeout(this.#retryTimer);
  }

  began(): void {
    this.#refusals = 0;
  }

  refused(reply: ErrorReply): void {
    if (!reply.retryable) {
      this.end(new Refused(reply));
      return;
    }
    this.#retryTimer = setTimeout(() => this.up(), backoffMs(this.#refusals, Math.random()));
    this.#refusals += 1;
  }

  follow(event: WatchEvent): void {
    if (event.t === 'tx') this.#listeners.emit('transaction', event.tx);
    else if (event.t === 'lagged') {
      // Too slow for the flow: a snapshot of everything would come, which nobody here wants.
      this.#host.leave(this);
      this.up();
    }
  }

  end(failure: FlorinError | undefined): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#failure = failure;
    clearTimeout(this.#retryTimer);
    this.#host.leave(this);
    this.#host.ended(this);
    this.#listeners.emit('closed', failure);
  }
}
