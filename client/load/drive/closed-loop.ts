import { steadyMs } from '../threads/clock.ts';
import type { Loop, Send } from './loop.ts';

/**
 * Each client keeps a number of commands unanswered: an answer is followed by a command. This finds out how much
 * the hub does at most; a hub that stalls is asked less, so its latencies look better than users would find them.
 */
export class ClosedLoop implements Loop {
  readonly #clients: number;
  readonly #inflight: number;
  readonly #send: Send;
  #isStopped = false;

  constructor(clients: number, inflight: number, send: Send) {
    this.#clients = clients;
    this.#inflight = inflight;
    this.#send = send;
  }

  start(): void {
    for (let place = 0; place < this.#inflight; place += 1) {
      for (let client = 0; client < this.#clients; client += 1) this.answered(client);
    }
  }

  answered(client: number): void {
    if (!this.#isStopped) this.#send(client, steadyMs());
  }

  stop(): void {
    this.#isStopped = true;
  }
}
