import type { Committed } from './committed.ts';
import { concerns, type Selection } from './selection.ts';
import { SnapshotParts } from './snapshot-parts.ts';
import type { SnapshotUse } from './snapshots.ts';
import type { Beginning, Watch, WatchContext } from './watch.ts';

/** How many transactions a replay looks at before it lets others have a turn. */
const replayTransactions = 500;

/**
 * Mode `all`. Live: each transaction goes out as it is committed. Behind: the reader was too slow, nothing
 * goes out until it can take a snapshot. Replaying: from the newest transactions kept in memory, at the
 * reader's pace, until there is no more; should they run out below, it is behind.
 */
export class AllWatch implements Watch {
  readonly id: number;
  readonly selection: Selection;
  readonly #context: WatchContext;
  /** Seq last sent. */
  #prev: number;
  #phase: 'live' | 'behind' | 'waiting' | 'parts' | 'replaying' | 'ended';
  #parts: SnapshotParts | undefined;
  /** Seq up to which replaying has looked. */
  #looked: number;

  constructor(id: number, selection: Selection, beginning: Beginning, context: WatchContext) {
    this.id = id;
    this.selection = selection;
    this.#context = context;
    this.#prev = beginning.seq;
    this.#looked = beginning.seq;
    this.#parts = beginning.parts;
    this.#phase = this.#parts === undefined ? 'replaying' : 'parts';
  }

  offer(committed: Committed): void {
    if (this.#phase !== 'live' || committed.seq <= this.#prev) return;
    if (this.#context.outbox.isSlow) this.#phase = 'behind';
    else this.#send(committed);
  }

  get isCatchingUp(): boolean {
    return this.#phase === 'parts' || this.#phase === 'replaying';
  }

  settle(seq: number): boolean {
    return this.#phase === 'replaying' && this.#looked < seq && this.catchUp();
  }

  end(): void {
    this.#parts?.drop();
    this.#phase = 'ended';
  }

  catchUp(): boolean {
    const { outbox } = this.#context;
    if (outbox.isSlow) return false;
    switch (this.#phase) {
      case 'live':
      case 'waiting':
      case 'ended':
        return false;
      case 'behind':
        this.#phase = 'waiting';
        this.#context.takeSnapshot(this.selection, (use) => this.#startOver(use));
        return false;
      case 'parts':
        this.#sendParts();
        return true;
      case 'replaying':
        return this.#replay();
    }
  }

  #startOver(use: SnapshotUse): void {
    if (this.#phase === 'ended') {
      use.release();
      return;
    }
    const { seq } = use.snapshot;
    this.#context.outbox.push(`{"t":"lagged","watch":${this.id},"from":${this.#prev + 1},"to":${seq}}`);
    this.#prev = seq;
    this.#looked = seq;
    this.#parts = new SnapshotParts(this.id, use, 0);
    this.#sendParts();
  }

  #sendParts(): void {
    this.#parts?.send(this.#context.outbox);
    if (this.#parts?.isDone === false) {
      this.#phase = 'parts';
      return;
    }
    this.#parts = undefined;
    this.#phase = 'replaying';
  }

  /** Sends some of what was missed since the beginning; returns whether there is more. */
  #replay(): boolean {
    const { recent } = this.#context;
    if (!recent.reachesBackTo(this.#looked)) {
      this.#phase = 'behind';
      return true;
    }
    const until = Math.min(recent.newest, this.#looked + replayTransactions);
    while (this.#looked < until) {
      this.#looked += 1;
      const committed = recent.at(this.#looked);
      if (committed !== undefined && concerns(this.selection, committed)) this.#send(committed);
    }
    if (this.#looked < recent.newest) return true;
    this.#phase = 'live';
    return false;
  }

  #send(committed: Committed): void {
    this.#context.outbox.pushEvent(
      `{"t":"tx","watch":${this.id},"prev":${this.#prev},"tx":${committed.faceFor(this.#context.access)}}`,
    );
    this.#prev = committed.seq;
  }
}
