import type { FreshlyCommitted } from './committed.ts';
import { Conflation } from './conflation.ts';
import type { EventSource } from './outbox.ts';
import { type Selection, selects } from './selection.ts';
import type { SnapshotParts } from './snapshot-parts.ts';
import type { Beginning, Watch, WatchContext } from './watch.ts';

/** Mode `latest`: keeps what changed until the reader takes it, each account in its newest state. */
export class LatestWatch implements Watch, EventSource {
  readonly id: number;
  readonly selection: Selection;
  readonly isCatchingUp = false;
  readonly #context: WatchContext;
  readonly #changed: Conflation;
  #prev: number;
  /** Seq that the changes kept are as of. */
  #seq: number;
  #parts: SnapshotParts | undefined;
  #ended = false;

  constructor(id: number, selection: Selection, beginning: Beginning, context: WatchContext) {
    this.id = id;
    this.selection = selection;
    this.#context = context;
    this.#prev = beginning.seq;
    this.#seq = beginning.asOf;
    this.#changed = new Conflation(context.conflations, beginning.missed);
    this.#parts = beginning.parts;
  }

  offer(fresh: FreshlyCommitted): void {
    if (this.#ended || fresh.seq <= this.#seq) return;
    fresh.touched.forEach((account, place) => {
      if (selects(this.selection, account)) this.#changed.set(account, fresh.accountText(place));
    });
    this.#seq = fresh.seq;
    const { outbox, conflations } = this.#context;
    if (conflations.room >= 0) {
      outbox.pushEventOf(this);
      return;
    }
    this.settle();
    if (conflations.room >= 0) return;
    outbox.giveUp();
    this.end();
  }

  pushEvent(): void {
    this.catchUp();
  }

  catchUp(): boolean {
    const { outbox } = this.#context;
    if (outbox.isSlow) return false;
    if (this.#parts !== undefined) {
      this.#parts.send(outbox);
      if (this.#parts.isDone) this.#parts = undefined;
      return true;
    }
    if (this.#changed.isEmpty) return false;
    // One message, however many they are: whoever has heard of a seq must have heard all that it covers.
    const accounts = this.#changed.take();
    outbox.pushEvent(
      `{"t":"balances","watch":${this.id},"prev":${this.#prev},"seq":${this.#seq},"accounts":[${accounts}]}`,
    );
    this.#prev = this.#seq;
    return false;
  }

  settle(): boolean {
    if (this.#parts === undefined) this.catchUp();
    return false;
  }

  end(): void {
    this.#parts?.drop();
    this.#parts = undefined;
    this.#changed.clear();
    this.#ended = true;
  }
}
