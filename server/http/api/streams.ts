import type { ServerResponse } from 'node:http';
import type { Access } from '../../access/access.ts';
import { linesForm, ResponseWire, type WireForm } from './response-wire.ts';

/** The answers that go on for a while: their regular checks, and their end. */
export class Streams {
  readonly #wires = new Set<ResponseWire>();
  readonly #checks: NodeJS.Timeout;

  constructor() {
    // It is the server that keeps the process running, for as long as it listens.
    this.#checks = setInterval(() => this.#check(), checkEveryMs).unref();
  }

  /** A wire that is looked after until its response is closed. */
  wire(response: ServerResponse, form: WireForm, access?: Access): ResponseWire {
    const wire = new ResponseWire(response, form, performance.now(), access);
    if (!response.destroyed) {
      this.#wires.add(wire);
      response.once('close', () => this.#wires.delete(wire));
    }
    return wire;
  }

  /** Bytes that wait for all the peers to take them. */
  get unsentBytes(): number {
    let bytes = 0;
    for (const wire of this.#wires) bytes += wire.unsentBytes;
    return bytes;
  }

  /** Looks after what an answer that was handed over still has to be read of. */
  follow(response: ServerResponse): void {
    if (!response.writableFinished) this.wire(response, linesForm);
  }

  /** To be called when accesses may be over. */
  checkAccess(): void {
    for (const wire of this.#wires) wire.checkAccess();
  }

  stop(): void {
    clearInterval(this.#checks);
  }

  #check(): void {
    const nowMs = performance.now();
    for (const wire of this.#wires) wire.check(nowMs);
  }
}

const checkEveryMs = 1_000;
