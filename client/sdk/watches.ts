import type { Since, WatchMode } from '../../shared/watching.ts';
import type { WatchOptions, WatchTarget } from './changes.ts';
import { type Encoded, encodeRequest } from './encode.ts';
import { type CannotConnect, type FlorinError, NotSent, Refused } from './errors.ts';
import type { Reply, WatchEvent } from './messages.ts';
import { OneTime } from './outgoing.ts';
import type { Requests } from './requests.ts';
import type { Subscriber, SubscriberHost, WatchFields } from './subscriber.ts';
import { Subscription } from './subscription.ts';
import { type TransactionFeed, TransactionFeedSubscriber } from './transaction-feed.ts';
import type { Watch } from './watch.ts';

/** The watches of one hub: asks for each on every connection, and brings the hub's events to it. */
export class Watches implements SubscriberHost {
  readonly #requests: Requests;
  readonly #all = new Set<Subscriber>();
  /** The hub's id of each watch that this connection has. */
  readonly #ids = new Map<Subscriber, number>();
  readonly #byId = new Map<number, Subscriber>();
  /** Epoch of the hub's journal while a connection stands. */
  #epoch: string | undefined;
  /** Why no watch can begin any more. */
  #ended: FlorinError | undefined;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  watch(target: WatchTarget, { mode, signal }: WatchOptions = {}): Watch {
    const subscription = new Subscription(fieldsOf(target, mode), signal, this);
    if (signal?.aborted) subscription.close();
    else this.#begin(subscription);
    return subscription;
  }

  transactions(): TransactionFeed {
    const feed = new TransactionFeedSubscriber(this);
    this.#begin(feed);
    return feed;
  }

  /** A connection to the journal of this epoch stands. */
  up(epoch: string): void {
    this.#epoch = epoch;
    this.#tell((subscriber) => subscriber.up());
  }

  lost(): void {
    this.#epoch = undefined;
    this.#ids.clear();
    this.#byId.clear();
    this.#tell((subscriber) => subscriber.lost());
  }

  receive(event: WatchEvent): void {
    this.#byId.get(event.watch)?.follow(event);
  }

  /** No connection will come any more: every watch ends, with a failure unless that was asked for. */
  end(cause: CannotConnect | undefined): void {
    this.#epoch = undefined;
    this.#ended = cause ?? new NotSent('closed', undefined);
    this.#tell((subscriber) => subscriber.end(cause));
  }

  ask(subscriber: Subscriber, since: Since | undefined): void {
    const request = this.#encode(subscriber, since);
    if (request instanceof Refused) subscriber.end(request);
    else
      this.#requests.submit(
        new OneTime(
          request,
          (reply) => this.#onReply(subscriber, reply),
          (refusal) => subscriber.end(refusal),
        ),
      );
  }

  leave(subscriber: Subscriber): void {
    const id = this.#ids.get(subscriber);
    if (id === undefined) return;
    this.#ids.delete(subscriber);
    this.#byId.delete(id);
    this.#unwatch(id);
  }

  ended(subscriber: Subscriber): void {
    this.#all.delete(subscriber);
  }

  /** Tells those that were there before: a listener that hears of it may open watches, or close them. */
  #tell(tell: (subscriber: Subscriber) => void): void {
    for (const subscriber of [...this.#all]) if (this.#all.has(subscriber)) tell(subscriber);
  }

  #begin(subscriber: Subscriber): void {
    this.#all.add(subscriber);
    const request = this.#encode(subscriber);
    const failure = request instanceof Refused ? request : this.#ended;
    if (failure !== undefined) queueMicrotask(() => subscriber.end(failure));
    else if (this.#epoch !== undefined) subscriber.up();
  }

  #encode(subscriber: Subscriber, since?: Since): Encoded | Refused {
    return encodeRequest('watch', this.#requests.nextId(), { ...subscriber.fields, since });
  }

  #onReply(subscriber: Subscriber, reply: Reply): void {
    const isOver = !this.#all.has(subscriber);
    if (reply.t === 'error' && !isOver) subscriber.refused(reply);
    if (reply.t !== 'watching' || this.#epoch === undefined) return;
    if (isOver) {
      this.#unwatch(reply.watch);
      return;
    }
    this.#ids.set(subscriber, reply.watch);
    this.#byId.set(reply.watch, subscriber);
    subscriber.began(reply, this.#epoch);
  }

  #unwatch(watch: number): void {
    const request = encodeRequest('unwatch', this.#requests.nextId(), { watch });
    if (!(request instanceof Refused)) this.#requests.submit(new OneTime(request));
  }
}

function fieldsOf(target: WatchTarget, mode: WatchMode | undefined): WatchFields {
  if (typeof target === 'string') return { accounts: target, mode };
  return 'ledger' in target ? { ledger: target.ledger, mode } : { accounts: [...target], mode };
}
