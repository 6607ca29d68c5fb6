import { Duplex } from 'node:stream';
import type { Process } from './event-loop.ts';
import type { Lane } from './lane.ts';

/** One end of a connection, as a program has it. */
export class End extends Duplex {
  readonly process: Process;
  /** Whether the program has room for what has arrived. */
  mayTake = true;
  /** Told of all that is written, before it is on its way. */
  onWrite: ((bytes: Buffer) => void) | undefined;
  /** Something came that nobody wants any more. */
  onUnwanted: (() => void) | undefined;
  #lanes: { readonly out: Lane; readonly in: Lane } | undefined;
  /** Does what waits for the connection. */
  #whenConnected = (): void => {};

  constructor(process: Process, writableHighWaterMark: number, allowHalfOpen: boolean) {
    super({ writableHighWaterMark, allowHalfOpen });
    this.process = process;
  }

  /** What was written waits until then. */
  connected(out: Lane, into: Lane): void {
    this.#lanes = { out, in: into };
    this.#whenConnected();
  }

  /** The connection broke, and this end hears of it. */
  break(code: string): void {
    this.destroy(Object.assign(new Error(code), { code }));
  }

  /** Bytes, or `undefined` for their end, have arrived. */
  arrive(bytes: Buffer | undefined): void {
    if (!this.destroyed) this.mayTake = this.push(bytes ?? null);
    else if (bytes !== undefined) this.onUnwanted?.();
  }

  override _read(): void {
    this.mayTake = true;
    this.#lanes?.in.pump();
  }

  override _write(bytes: Buffer, _encoding: string, taken: () => void): void {
    if (!this.process.isAlive) return;
    const send = (): void => {
      this.onWrite?.(bytes);
      this.#lanes?.out.send(bytes, taken);
    };
    if (this.#lanes === undefined) this.#whenConnected = send;
    else send();
  }

  override _final(done: () => void): void {
    this.#lanes?.out.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.mayTake = true;
    if (!this.writableFinished) this.#lanes?.out.end();
    done(error);
  }
}
