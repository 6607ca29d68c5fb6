/** What the bookkeeping needs to know of a request. */
export interface PendingRequest {
  /** Rises from request to request. */
  readonly id: number;
}

/**
 * Requests without an answer, in the order in which they were made: waiting to be written, sent on this
 * connection, or set aside until it is their time again.
 */
export class Pending<R extends PendingRequest> {
  readonly #waiting = new Map<number, R>();
  readonly #sent = new Map<number, R>();
  readonly #aside = new Map<number, R>();

  get size(): number {
    return this.#waiting.size + this.#sent.size + this.#aside.size;
  }

  /** How many wait to be written. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Behind all that wait. */
  add(request: R): void {
    this.#waiting.set(request.id, request);
  }

  /** Takes what may be written now, oldest first: as many as keep the unanswered at or below `inflightMax`. */
  take(inflightMax: number): R[] {
    const taken: R[] = [];
    for (const [id, request] of this.#waiting) {
      if (this.#sent.size >= inflightMax) break;
      this.#waiting.delete(id);
      this.#sent.set(id, request);
      taken.push(request);
    }
    return taken;
  }

  /** The sent request that a reply with this id answers. */
  answered(id: number): R | undefined {
    return this.#sent.get(id);
  }

  /** Forgets a request, wherever it is. */
  remove({ id }: R): void {
    this.#waiting.delete(id);
    this.#sent.delete(id);
    this.#aside.delete(id);
  }

  /** Sets a request aside: it is not written until it is brought back. */
  setAside(request: R): void {
    this.remove(request);
    this.#aside.set(request.id, request);
  }

  /** Puts back what was set aside, behind all that wait; anything else stays where it is. */
  bringBack(request: R): void {
    if (this.#aside.delete(request.id)) this.add(request);
  }

  /** Takes out everything, in the order in which it was made. */
  drain(): R[] {
    const all = [...this.#sent.values(), ...this.#waiting.values(), ...this.#aside.values()];
    this.#sent.clear();
    this.#waiting.clear();
    this.#aside.clear();
    return all.sort((a, b) => a.id - b.id);
  }
}
