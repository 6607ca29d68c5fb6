import type { Since, WatchMode } from '../../shared/watching.ts';
import type { WatchOptions, WatchTarget } from './changes.ts';
import { type Encoded, encodeRequest } from './encode.ts';
import { type CannotConnect, type FlorinError, NotSent, Refused } from './errors.ts';
import type { Reply, WatchEvent } from './messages.ts';
import { OneTime } from './outgoing.ts';
import type { Requests } from './requests.ts';
import { Subscription, type SubscriptionHost, type WatchFields } from './subscription.ts';
import type { Watch } from './watch.ts';

/** The watches of one hub: asks for each on every connection, and brings the hub's events to it. */
export class Watches implements SubscriptionHost {
  readonly #requests: Requests;
  readonly #all = new Set<Subscription>();
  /** The hub's id of each watch that this connection has. */
  readonly #ids = new Map<Subscription, number>();
  readonly #byId = new Map<number, Subscription>();
  /** Epoch of the hub's journal while a connection stands. */
  #epoch: string | undefined;
  /** Why no watch can begin any more. */
  #ended: FlorinError | undefined;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  watch(target: WatchTarget, { mode, signal }: WatchOptions = {}): Watch {
    const subscription = new Subscription(fieldsOf(target, mode), signal, this);
    this.#all.add(subscription);
    const request = this.#encode(subscription);
    const failure = request instanceof Refused ? request : this.#ended;
    if (failure !== undefined) queueMicrotask(() => subscription.end(failure));
    else if (signal?.aborted) subscription.close();
    else if (this.#epoch !== undefined) subscription.up();
    return subscription;
  }

  /** A connection to the journal of this epoch stands. */
  up(epoch: string): void {
    this.#epoch = epoch;
    for (const subscription of this.#all) subscription.up();
  }

  lost(): void {
    this.#epoch = undefined;
    this.#ids.clear();
    this.#byId.clear();
    for (const subscription of this.#all) subscription.lost();
  }

  receive(event: WatchEvent): void {
    this.#byId.get(event.watch)?.follow(event);
  }

  /** No connection will come any more: every watch ends, with a failure unless that was asked for. */
  end(cause: CannotConnect | undefined): void {
    this.#epoch = undefined;
    this.#ended = cause ?? new NotSent('closed', undefined);
    for (const subscription of this.#all) subscription.end(cause);
  }

  ask(subscription: Subscription, since: Since | undefined): void {
    const request = this.#encode(subscription, since);
    if (request instanceof Refused) subscription.end(request);
    else
      this.#requests.submit(
        new OneTime(
          request,
          (reply) => this.#onReply(subscription, reply),
          (error) => subscription.end(error),
        ),
      );
  }

  leave(subscription: Subscription): void {
    const id = this.#ids.get(subscription);
    if (id === undefined) return;
    this.#ids.delete(subscription);
    this.#byId.delete(id);
    this.#unwatch(id);
  }

  ended(subscription: Subscription): void {
    this.#all.delete(subscription);
  }

  #encode(subscription: Subscription, since?: Since): Encoded | Refused {
    return encodeRequest('watch', this.#requests.nextId(), { ...subscription.fields, since });
  }

  #onReply(subscription: Subscription, reply: Reply): void {
    const isOver = !this.#all.has(subscription);
    if (reply.t === 'error' && !isOver) subscription.refused(reply);
    if (reply.t !== 'watching' || this.#epoch === undefined) return;
    if (isOver) {
      this.#unwatch(reply.watch);
      return;
    }
    this.#ids.set(subscription, reply.watch);
    this.#byId.set(reply.watch, subscription);
    subscription.began(reply, this.#epoch);
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
