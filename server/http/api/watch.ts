import type { IncomingMessage } from 'node:http';
import type { FlushQueue } from '../../gateway/flush-queue.ts';
import { Outbox } from '../../gateway/outbox.ts';
import type { Seats } from '../../gateway/seats.ts';
import type { House } from '../../gateway/session.ts';
import { Watches } from '../../gateway/watches.ts';
import { limits } from '../../limits.ts';
import type { AuthorisedHandle } from '../authorised.ts';
import { type Answer, begin, send } from '../exchange.ts';
import { eventsForm, sinceOf } from './events.ts';
import { answerOf, problem } from './problem.ts';
import { type RequestOf, requestOf } from './query.ts';
import type { Streams } from './streams.ts';

/** Watchers over server-sent events: one watch each, for as long as the answer is open. */
export class EventWatchers {
  readonly #house: House;
  readonly #flushes: FlushQueue;
  readonly #seats: Seats;
  readonly #streams: Streams;
  /** Ends each that has begun. */
  readonly #open = new Set<() => void>();
  #size = 0;
  #closing = false;

  constructor(house: House, flushes: FlushQueue, seats: Seats, streams: Streams) {
    this.#house = house;
    this.#flushes = flushes;
    this.#seats = seats;
    this.#streams = streams;
  }

  readonly handle: AuthorisedHandle = async ({ incoming, outgoing, access }) => {
    const request = watchOf(incoming);
    if (!('t' in request)) return send(outgoing, request);
    if (incoming.method === 'HEAD') return send(outgoing, { status: 200, type: eventStream, body: '' });
    if (outgoing.destroyed) return;
    const wire = this.#streams.wire(outgoing, eventsForm(this.#house.epoch), access);
    const leave = this.#seats.takeFor(incoming, access.principal);
    if (typeof leave === 'string') return send(outgoing, problem('busy', leave));
    const outbox = new Outbox(wire, this.#flushes);
    const watches = new Watches(this.#house, outbox, access);
    const end = (): void => {
      outbox.flushEvents();
      wire.end(`retry: ${limits.retryMs}\n\n`);
    };
    this.#size += 1;
    outgoing.on('drain', () => watches.catchUp());
    await new Promise<void>((resolve) => {
      outgoing.once('close', () => {
        this.#open.delete(end);
        this.#size -= 1;
        leave();
        watches.close();
        resolve();
      });
      watches.begin(request, (reply) => {
        const answer = answerOf(reply);
        if (answer.status !== 200) return send(outgoing, answer);
        this.#open.add(end);
        begin(outgoing, eventStream);
        outbox.push(reply);
        if (this.#closing) end();
      });
    });
  };

  /** Those that are open, or about to begin. */
  get size(): number {
    return this.#size;
  }

  /** Ends all, after what they are owed: their readers come back where they were. */
  close(): void {
    this.#closing = true;
    for (const end of this.#open) end();
  }
}

const eventStream = 'text/event-stream';

/** The watch that is asked for. Where it goes on from, the browser's own header says better than the parameter. */
function watchOf(incoming: IncomingMessage): RequestOf<'watch'> | Answer {
  const seen = String(incoming.headers['last-event-id'] ?? '');
  const lastSeen = sinceOf(seen);
  if (seen !== '' && lastSeen === undefined) return noEventId;
  const request = requestOf(incoming, 'watch', {
    fixed: {},
    numbers: [],
    turned: {
      accounts: (text) => (text === '*' ? text : text.split(',')),
      since: (text) => sinceOf(text) ?? text,
      snapshot: (text) => (text === 'true' ? true : text === 'false' ? false : text),
    },
  });
  return 't' in request && lastSeen !== undefined ? { ...request, since: lastSeen } : request;
}

const noEventId: Answer = problem('bad_request', 'Last-Event-ID is not the id of an event of this hub');
