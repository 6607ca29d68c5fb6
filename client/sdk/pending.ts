import { IdTable } from './id-table.ts';

/** What the bookkeeping needs to know of a request, and notes on it. */
export interface PendingRequest {
  /** Rises from request to request. */
  readonly id: number;
  /** Where it is; {@link Pending}'s own note. */
  place: Place;
}
export type Place = 'nowhere' | 'waiting' | 'sent' | 'aside';

/** How many that wait no more the queue may hold, besides as many as do wait. */
const queueSlack = 64;

/**
 * Requests without an answer, in the order in which they were made: waiting to be written, sent on this
 * connection, or set aside until it is their time again.
 */
export class Pending<R extends PendingRequest> {
  /** From `#next` on those that wait, in order, and some that were taken out meanwhile. */
  #queue: R[] = [];
  #next = 0;
  #waiting = 0;
  readonly #sent = new IdTable<R>();
  readonly #aside = new Set<R>();

  get size(): number {
    return this.#waiting + this.#sent.size + this.#aside.size;
  }

  /** How many wait to be written. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Behind all that wait. */
  add(request: R): void {
    request.place = 'waiting';
    this.#queue.push(request);
    this.#waiting += 1;
  }

  /** Takes what may be written now, oldest first: as many as keep the unanswered at or below `inflightMax`. */
  take(inflightMax: number): R[] {
    const taken: R[] = [];
    while (this.#waiting > 0 && this.#sent.size < inflightMax) {
      const request = this.#queue[this.#next];
      this.#next += 1;
      if (request?.place !== 'waiting') continue;
      request.place = 'sent';
      this.#waiting -= 1;
      this.#sent.add(request);
      taken.push(request);
    }
    this.#tidy();
    return taken;
  }

  /** Takes out the sent request that a reply with this id answers. */
  answered(id: number): R | undefined {
    const request = this.#sent.get(id);
    if (request !== undefined) this.remove(request);
    return request;
  }

  /** Forgets a request, wherever it is. */
  remove(request: R): void {
    const { place } = request;
    request.place = 'nowhere';
    if (place === 'sent') this.#sent.delete(request.id);
    else if (place === 'aside') this.#aside.delete(request);
    else if (place === 'waiting') {
      this.#waiting -= 1;
      this.#tidy();
    }
  }

  /** Sets a request aside: it is not written until it is brought back. */
  setAside(request: R): void {
    this.remove(request);
    request.place = 'aside';
    this.#aside.add(request);
  }

  /** Puts back what was set aside, behind all that wait; anything else stays where it is. */
  bringBack(request: R): void {
    if (this.#aside.delete(request)) this.add(request);
  }

  /** Everything, in no order. */
  all(): R[] {
    return [...this.#sent.all(), ...this.#queued(), ...this.#aside];
  }

  /** Takes out everything, in the order in which it was made. */
  drain(): R[] {
    const all = this.all().sort((a, b) => a.id - b.id);
    for (const request of all) request.place = 'nowhere';
    this.#sent.clear();
    this.#aside.clear();
    this.#waiting = 0;
    this.#tidy();
    return all;
  }

  /** Those that wait, each once: what has come back stands in the queue where it was before as well. */
  #queued(): R[] {
    return [...new Set(this.#queue.slice(this.#next).filter(isWaiting))];
  }

  #tidy(): void {
    if (this.#waiting > 0 && this.#queue.length <= 2 * this.#waiting + queueSlack) return;
    this.#queue = this.#waiting === 0 ? [] : this.#queued();
    this.#next = 0;
  }
}

function isWaiting(request: PendingRequest): boolean {
  return request.place === 'waiting';
}
