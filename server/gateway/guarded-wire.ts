import type { Access } from '../access/access.ts';
import type { SocketWire } from './outbox.ts';

/** A wire that takes nothing more from the moment that an access is over, whatever waited to be written. */
export class GuardedWire implements SocketWire {
  readonly #wire: SocketWire;
  readonly #access: Access;

  constructor(wire: SocketWire, access: Access) {
    this.#wire = wire;
    this.#access = access;
  }

  get isOpen(): boolean {
    return this.#wire.isOpen;
  }

  get unsentBytes(): number {
    return this.#wire.unsentBytes;
  }

  send(frame: string): void {
    if (this.#access.endAt(Date.now()) === undefined) this.#wire.send(frame);
  }

  giveUp(): void {
    this.#wire.giveUp();
  }

  close(code: number, reason: string): void {
    this.#wire.close(code, reason);
  }

  pauseReading(): void {
    this.#wire.pauseReading();
  }

  resumeReading(): void {
    this.#wire.resumeReading();
  }
}
