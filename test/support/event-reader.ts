import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';

/** One server-sent event as it came. */
export interface ReadEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: string;
}

/** A reader of server-sent events that keeps every event until the test asks for it. */
export class EventReader implements AsyncDisposable {
  readonly response: IncomingMessage;
  /** Comments and hints, as lines. */
  readonly others: string[] = [];
  /** The last id that came: what a reader sends when it comes back. */
  lastId = '';
  readonly #events: ReadEvent[] = [];
  readonly #waiting: (() => void)[] = [];
  #rest = '';
  #isEnded = false;
  #isWhole = false;

  private constructor(response: IncomingMessage) {
    this.response = response;
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => this.#read(chunk));
    response.on('end', () => {
      this.#isWhole = true;
    });
    response.on('error', () => undefined);
    response.on('close', () => {
      this.#isEnded = true;
      this.#wake();
    });
  }

  /** Resolves when the answer has begun, whatever it is. */
  static async open(
    url: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<EventReader> {
    const asking = request(`http://${new URL(url).host}${path}`, { headers, agent: false });
    asking.end();
    const [response] = await once(asking, 'response');
    // Once its answer has begun, a cut connection is told of by the answer.
    asking.on('error', () => undefined);
    return new EventReader(response);
  }

  /** The next event, now or when it comes; fails where the hub ends first. */
  async next(): Promise<ReadEvent> {
    for (;;) {
      const event = this.#events.shift();
      if (event !== undefined) return event;
      if (this.#isEnded) throw new Error('the stream has ended');
      await this.#change();
    }
  }

  /** Resolves when the hub has ended the stream: whether as a whole, or broken off. */
  async ended(): Promise<'whole' | 'cut'> {
    while (!this.#isEnded) await this.#change();
    return this.#isWhole ? 'whole' : 'cut';
  }

  /** Takes the events that have come and are not taken yet. */
  takeAll(): ReadEvent[] {
    return this.#events.splice(0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.response.destroy();
    await this.ended();
  }

  #read(chunk: string): void {
    const blocks = (this.#rest + chunk).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    for (const block of blocks) this.#take(block.split('\n'));
    this.#wake();
  }

  #take(lines: readonly string[]): void {
    const field = (name: string): string | undefined =>
      lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    const data = field('data');
    if (data === undefined) {
      this.others.push(...lines);
      return;
    }
    const id = field('id');
    if (id !== undefined) this.lastId = id;
    this.#events.push({ event: field('event') ?? '', id, data });
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
