import { Backlog } from './backlog.ts';
import type { Loop, Send } from './loop.ts';

/** Moments of a thread that may wait for a client; beyond them they are skipped. */
const backlogMax = 100_000;

/**
 * Commands leave at moments that were drawn beforehand, whatever the hub does, as those of many independent users
 * would. A command's latency begins at its moment, also where it had to wait: for a thread that was busy, or for a
 * client, when all had as many unanswered as they may. If it began when the command was sent, a hub that stalls for
 * a second would be charged for the few commands that were under way, and not for the thousands that should have
 * come meanwhile: the "coordinated omission" that wrk2 was written against.
 */
export class OpenLoop implements Loop {
  readonly #inflight: number;
  readonly #send: Send;
  readonly #skipped: (dueMs: number) => void;
  readonly #backlog = new Backlog(backlogMax);
  /** Unanswered commands by client. */
  readonly #unanswered: Uint16Array;
  #free: number;
  #nextClient = 0;
  #isStopped = false;

  constructor(clients: number, inflight: number, send: Send, skipped: (dueMs: number) => void) {
    this.#inflight = inflight;
    this.#send = send;
    this.#skipped = skipped;
    this.#unanswered = new Uint16Array(clients);
    this.#free = clients * inflight;
  }

  start(): void {
    // The moments come from outside.
  }

  /** These moments have come. */
  due(momentsMs: Float64Array): void {
    for (const dueMs of momentsMs) {
      if (this.#free > 0 && !this.#isStopped) this.#sendBy(this.#nextFree(), dueMs);
      else if (this.#isStopped || !this.#backlog.push(dueMs)) this.#skipped(dueMs);
    }
  }

  answered(client: number): void {
    this.#unanswered[client] = (this.#unanswered[client] ?? 0) - 1;
    this.#free += 1;
    if (this.#isStopped) return;
    const dueMs = this.#backlog.shift();
    if (dueMs !== undefined) this.#sendBy(client, dueMs);
  }

  /** What still waits is not sent any more, so it counts as skipped. */
  stop(): void {
    this.#isStopped = true;
    for (let dueMs = this.#backlog.shift(); dueMs !== undefined; dueMs = this.#backlog.shift())
      this.#skipped(dueMs);
  }

  #sendBy(client: number, dueMs: number): void {
    this.#unanswered[client] = (this.#unanswered[client] ?? 0) + 1;
    this.#free -= 1;
    this.#send(client, dueMs);
  }

  /** Round robin over those that may send; there has to be one. */
  #nextFree(): number {
    for (;;) {
      const client = this.#nextClient;
      this.#nextClient = (client + 1) % this.#unanswered.length;
      if ((this.#unanswered[client] ?? 0) < this.#inflight) return client;
    }
  }
}
