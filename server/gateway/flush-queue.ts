import { limits } from '../limits.ts';

/** What can be written when its turn has come. */
export interface Flushable {
  /** Writes what waits. */
  flush(): void;
  /** Writes what waits, after the events that are made only now. */
  flushEvents(): void;
}

/**
 * The outboxes that hold something. Replies leave at the end of each release, or else of the turn. Events may
 * wait: a write costs the same whatever it carries, so when writing the events of all watchers takes long,
 * they gather meanwhile, and the longer it takes the longer they do.
 */
export class FlushQueue {
  readonly #eventsWritten: (ms: number, connections: number) => void;
  #replies: Flushable[] = [];
  #scheduled = false;
  #events: Flushable[] = [];
  /** When the first of them came, on the clock of `performance.now()`. */
  #eventsSinceMs = 0;
  /** The events that are being written, and how far. */
  #round: Flushable[] = [];
  #written = 0;
  #roundSinceMs = 0;
  /** Time that the round has taken so far. */
  #spentMs = 0;
  #nextRoundAtMs = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `eventsWritten` hears how long after the first event of their round so many connections had theirs. */
  constructor(eventsWritten: (ms: number, connections: number) => void = () => {}) {
    this.#eventsWritten = eventsWritten;
  }

  /** Has replies written. */
  add(outbox: Flushable): void {
    this.#replies.push(outbox);
    this.#schedule();
  }

  /** Has events written. */
  addEvents(outbox: Flushable): void {
    if (this.#events.length === 0) this.#eventsSinceMs = performance.now();
    this.#events.push(outbox);
    this.#schedule();
  }

  /** To be called when all of a release has been handed out; what is added otherwise goes at the end of the turn. */
  flush(): void {
    this.#scheduled = false;
    const outboxes = this.#replies;
    this.#replies = [];
    for (const outbox of outboxes) outbox.flush();
    if (this.#events.length > 0) this.#beginRound();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.flush());
  }

  #beginRound(): void {
    if (this.#round.length > 0 || this.#timer !== undefined) return;
    const waitMs = this.#nextRoundAtMs - performance.now();
    if (waitMs > 0) {
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#beginRound();
      }, waitMs);
      return;
    }
    this.#round = this.#events;
    this.#events = [];
    this.#roundSinceMs = this.#eventsSinceMs;
    this.#written = 0;
    this.#spentMs = 0;
    this.#writeSlice();
  }

  /** Writes for some milliseconds, then lets commands and replies through before it goes on. */
  #writeSlice(): void {
    const beganMs = performance.now();
    const before = this.#written;
    let nowMs = beganMs;
    while (nowMs - beganMs < limits.eventsSliceMs) {
      const outbox = this.#round[this.#written];
      if (outbox === undefined) break;
      this.#written += 1;
      outbox.flushEvents();
      nowMs = performance.now();
    }
    this.#spentMs += nowMs - beganMs;
    this.#eventsWritten(nowMs - this.#roundSinceMs, this.#written - before);
    if (this.#written < this.#round.length) {
      setImmediate(() => this.#writeSlice());
      return;
    }
    this.#round = [];
    this.#nextRoundAtMs = nowMs + Math.min(this.#spentMs * limits.eventsRest, limits.eventsRestMsMax);
    if (this.#events.length > 0) this.#beginRound();
  }
}
