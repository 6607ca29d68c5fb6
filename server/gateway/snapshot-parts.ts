import { snapshotAccountsMax } from '../../shared/limits.ts';
import type { Outbox } from './outbox.ts';
import type { Snapshot } from './snapshot.ts';

/** The parts of a snapshot that did not fit its first message, sent as fast as the connection takes them. */
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

  send(outbox: Outbox): void {
    const accounts = this.#snapshot.part(this.#next, snapshotAccountsMax);
    this.#next += snapshotAccountsMax;
    outbox.push(
      `{"t":"snapshot","watch":${this.#watch},"seq":${this.seq},"accounts":[${accounts}],"more":${!this.isDone}}`,
    );
  }
}
