import { once } from 'node:events';
import { type MessagePort, Worker } from 'node:worker_threads';
import type { Schedule } from './messages.ts';

/** What the pacer's thread is made with. */
export interface PacerSetup {
  /** Moments a second. */
  readonly rate: number;
  readonly seed: number;
  readonly clients: number;
  /** One for each thread: takes a `Float64Array` of moments, milliseconds of the steady clock. */
  readonly ports: readonly MessagePort[];
  readonly fromMs: number;
  readonly untilMs: number;
  /** 1 as its only `Int32` ends it. */
  readonly stopped: SharedArrayBuffer;
}

/** Tells threads of an open loop when to send: see `pacer-thread.ts`. */
export class Pacer implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #exit: Promise<unknown>;
  readonly #stopped = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

  constructor(
    { rate, seed, clients }: { readonly rate: number; readonly seed: number; readonly clients: number },
    ports: readonly MessagePort[],
    { warmUpMs, endMs }: Schedule,
  ) {
    const setup: PacerSetup = {
      rate,
      seed,
      clients,
      ports,
      fromMs: warmUpMs,
      untilMs: endMs,
      stopped: this.#stopped.buffer,
    };
    this.#worker = new Worker(new URL('./pacer-thread.js', import.meta.url), {
      workerData: setup,
      transferList: [...ports],
    });
    this.#exit = once(this.#worker, 'exit');
  }

  stop(): void {
    Atomics.store(this.#stopped, 0, 1);
    Atomics.notify(this.#stopped, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
    await this.#exit;
  }
}
