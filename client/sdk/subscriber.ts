import type { ErrorReply } from '../../shared/down.ts';
import type { Since, WatchMode } from '../../shared/watching.ts';
import type { FlorinError } from './errors.ts';
import type { WatchEvent, WatchingReply } from './messages.ts';

/** What is watched, and how: the fields of a `watch` request. */
export interface WatchFields {
  readonly accounts?: readonly string[] | '*';
  readonly ledger?: string;
  readonly mode: WatchMode | undefined;
  readonly snapshot?: false;
}

/** One who watches: asks the hub for a watch of its own on every connection, and is told what comes of it. */
export interface Subscriber {
  readonly fields: WatchFields;
  /** A connection stands. */
  up(): void;
  /** The connection is lost. */
  lost(): void;
  began(reply: WatchingReply, epoch: string): void;
  refused(reply: ErrorReply): void;
  follow(event: WatchEvent): void;
  end(failure: FlorinError | undefined): void;
}

/** What a subscriber asks of the connection. */
export interface SubscriberHost {
  /** Sends its `watch` request; the answer comes to `began` or `refused`. */
  ask(subscriber: Subscriber, since: Since | undefined): void;
  /** It is over, or asks anew: the hub need not tell it anything any more. */
  leave(subscriber: Subscriber): void;
  ended(subscriber: Subscriber): void;
}
