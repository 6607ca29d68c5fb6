import { snapshotAccountsMax } from '../../shared/limits.ts';
import type { Outbox } from './outbox.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * The parts of a snapshot that did not fit its first message, sent as fast as the connection takes them.
 * Lets go of the snapshot after the last.
 */
export class SnapshotParts {
  readonly #watch: number;
  readonly #snapshot: Snapshot;
  #next: number;

  constructor(watch: number, snapshot: Snapshot, next: number) {
    this.#watch = watch;
    this.#snapshot = snapshot;
    this.#next = next;
  }

  get seq(): number {
    return this.#snapshot.seq;
  }

  get isDone(): boolean {
    return this.#next >= this.#snapshot.size;
  }

  /** Lets go of the snapshot, of which the rest is not to be sent. */
  drop(): void {
    if (!this.isDone) this.#snapshot.release();
    this.#next = this.#snapshot.size;
  }

  send(outbox: Outbox): void {
    const accounts = this.#snapshot.part(this.#next, snapshotAccountsMax);
    this.#next += snapshotAccountsMax;
    if (this.isDone) this.#snapshot.release();
    outbox.push(
      `{"t":"snapshot","watch":${this.#watch},"seq":${this.seq},"accounts":[${accounts}],"more":${!this.isDone}}`,
    );
  }
}
