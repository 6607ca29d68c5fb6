import type { Change, Snapshot } from './changes.ts';
import type { FlorinError } from './errors.ts';

/** Changes that wait for a slow loop; beyond them they make way for one snapshot. */
export const waitingChangesMax = 1_000;

/** The changes that one loop has not taken yet. */
export class ChangeQueue {
  readonly #newest: () => Snapshot;
  #changes: Change[] = [];
  /** What waits is not the whole story: the loop gets a snapshot of the newest state first. */
  #behind: boolean;
  #end: { readonly failure: FlorinError | undefined } | undefined;
  #wake = (): void => {};

  /** `newest` makes a snapshot of all that is known; `behind` says to begin with one. */
  constructor(newest: () => Snapshot, behind: boolean) {
    this.#newest = newest;
    this.#behind = behind;
  }

  push(change: Change): void {
    if (this.#behind) return;
    this.#changes.push(change);
    if (this.#changes.length > waitingChangesMax) {
      this.#changes = [];
      this.#behind = true;
    }
    this.#wake();
  }

  /** No more will come. What waits is still given out before a failure, and dropped otherwise. */
  end(failure: FlorinError | undefined): void {
    this.#end = { failure };
    if (failure === undefined) {
      this.#changes = [];
      this.#behind = false;
    }
    this.#wake();
  }

  /** The next change where one waits, which saves a loop that has many to take from waiting for each. */
  take(): Change | undefined {
    if (!this.#behind) return this.#changes.shift();
    this.#behind = false;
    return this.#newest();
  }

  /** Resolves with the next change, with undefined at the end; rejects with the failure. One call at a time. */
  async next(): Promise<Change | undefined> {
    for (;;) {
      const change = this.take();
      if (change !== undefined) return change;
      if (this.#end?.failure !== undefined) throw this.#end.failure;
      if (this.#end !== undefined) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
