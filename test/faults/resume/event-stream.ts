import { EventReader } from '../../support/event-reader.ts';
import { type Kind, Resumption, type Since, type Texts } from './resumption.ts';
import { toldWithinMs } from './watch-line.ts';

/** Reads one watch over server-sent events, from the event on that its reader saw last. */
export class EventStream implements AsyncDisposable {
  readonly watch: Resumption;
  /** What is wrong with the ids of events. */
  readonly faults: string[] = [];
  readonly #reader: EventReader;
  readonly #epoch: string;

  private constructor(watch: Resumption, reader: EventReader, epoch: string) {
    this.watch = watch;
    this.#reader = reader;
    this.#epoch = epoch;
  }

  /** `epoch`: the hub's. */
  static async open(
    url: string,
    kind: Kind,
    since: Since,
    epoch: string,
    texts: Texts,
  ): Promise<EventStream> {
    const { target, mode } = kind;
    const named =
      typeof target === 'object' && 'ledger' in target
        ? `ledger=${target.ledger}`
        : `accounts=${encodeURIComponent([target].flat().join(','))}`;
    const headers = { 'last-event-id': `${since.epoch}:${since.seq}` };
    const reader = await EventReader.open(url, `/v1/watch?${named}&mode=${mode}`, headers);
    const watch = new Resumption('an event stream', kind, since, texts);
    if (reader.response.statusCode !== 200) {
      await reader.ended();
      watch.refusal = reader.response.statusCode === 400 ? 'bad_request' : 'another status';
    }
    return new EventStream(watch, reader, epoch);
  }

  /** Reads until it was told through this seq. */
  async reach(seq: number): Promise<void> {
    // What has not come by then does not come: who waits for it is told that the stream has ended.
    const timer = setTimeout(() => this.#reader.response.destroy(), toldWithinMs);
    try {
      while (this.watch.seq < seq && this.watch.refusal === undefined) {
        const { event, id, data } = await this.#reader.next();
        this.watch.take(data);
        const wanted = `${this.#epoch}:${this.watch.seq}`;
        if (id !== wanted && event !== 'lagged')
          this.faults.push(`an event with id ${id} tells of ${wanted}`);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader[Symbol.asyncDispose]();
  }
}
