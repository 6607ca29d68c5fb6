import { snapshotAccountsMax } from '../../shared/limits.ts';
import type { Outbox } from './outbox.ts';
import type { SnapshotUse } from './snapshots.ts';

/**
 * The parts of a snapshot that did not fit its first message, sent as fast as the connection takes them.
 * Lets go of the snapshot after the last.
 */
export class SnapshotParts {
  readonly #watch: number;
  readonly #use: SnapshotUse;
  #next: number;

  constructor(watch: number, use: SnapshotUse, next: number) {
    this.#watch = watch;
    this.#use = use;
    this.#next = next;
  }

  get seq(): number {
    return this.#use.snapshot.seq;
  }

  get isDone(): boolean {
    return this.#next >= this.#use.snapshot.size;
  }

  /** Lets go of the snapshot, of which the rest is not to be sent. */
  drop(): void {
    if (!this.isDone) this.#use.release();
    this.#next = this.#use.snapshot.size;
  }

  send(outbox: Outbox): void {
    const accounts = this.#use.snapshot.part(this.#next, snapshotAccountsMax);
    this.#next += snapshotAccountsMax;
    if (this.isDone) this.#use.release();
    outbox.push(
      `{"t":"snapshot","watch":${this.#watch},"seq":${this.seq},"accounts":[${accounts}],"more":${!this.isDone}}`,
    );
  }
}
