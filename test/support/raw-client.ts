import { once } from 'node:events';
import { WebSocket } from 'ws';
import { type Message, MessageSchema } from '../../shared/down.ts';

export type WatchEvent = Extract<Message, { t: 'tx' | 'balances' | 'snapshot' | 'lagged' }>;

function isEvent(message: Message): message is WatchEvent {
  return 'watch' in message && message.t !== 'watching';
}

export interface RawClientOptions {
  readonly keepWelcome?: boolean;
  /** Shown with the upgrade. */
  readonly token?: string;
  /** Certificate to trust, in PEM. */
  readonly ca?: string;
}

/** A plain WebSocket client that keeps every message until the test asks for it. */
export class RawClient implements AsyncDisposable {
  readonly socket: WebSocket;
  /** Every frame as it came. */
  readonly frames: string[] = [];
  readonly #messages: { text: string; message: Message }[] = [];
  readonly #waiting: (() => void)[] = [];
  #closed: { code: number; reason: string } | undefined;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      const frame = data.toString();
      this.frames.push(frame);
      for (const text of frame.split('\n')) {
        this.#messages.push({ text, message: MessageSchema.parse(JSON.parse(text)) });
      }
      this.#wake();
    });
    socket.on('close', (code, reason) => {
      this.#closed = { code, reason: reason.toString() };
      this.#wake();
    });
    socket.on('error', () => undefined);
  }

  /** Connects and takes the welcome message out of the queue, unless `keepWelcome`. */
  static async connect(url: string, options: RawClientOptions = {}): Promise<RawClient> {
    const { token } = options;
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const client = new RawClient(new WebSocket(url, 'florin.v1', { headers, ca: options.ca }));
    if (options.keepWelcome !== true) await client.next('welcome');
    return client;
  }

  /** Sends values as JSON, one message a line of one frame; a string goes as it is. */
  send(...messages: readonly unknown[]): void {
    this.socket.send(
      messages.map((message) => (typeof message === 'string' ? message : JSON.stringify(message))).join('\n'),
    );
  }

  /** The first message of this type that is not taken yet, now or when it comes; fails where the hub closes first. */
  async next<T extends Message['t']>(type: T): Promise<Extract<Message, { t: T }>> {
    const isWanted = (message: Message): message is Extract<Message, { t: T }> => message.t === type;
    return (await this.#take(isWanted)).message;
  }

  /** The reply to the request of this correlation id. */
  async reply(id: number | string): Promise<Message> {
    return (await this.#answer(id)).message;
  }

  /** The same as the hub wrote it. */
  async replyText(id: number | string): Promise<string> {
    return (await this.#answer(id)).text;
  }

  /** The first event of this watch that is not taken yet: `tx`, `balances`, `snapshot` or `lagged`. */
  async event(watch: number): Promise<WatchEvent> {
    const isOfIt = (message: Message): message is WatchEvent => isEvent(message) && message.watch === watch;
    return (await this.#take(isOfIt)).message;
  }

  /** Sends one request and waits for its reply. */
  ask(request: { readonly id: number | string } & Readonly<Record<string, unknown>>): Promise<Message> {
    this.send(request);
    return this.reply(request.id);
  }

  /** Takes all messages that have come and are not taken yet. */
  takeAll(): Message[] {
    return this.#messages.splice(0).map(({ message }) => message);
  }

  /** How the connection ended. */
  async closed(): Promise<{ code: number; reason: string }> {
    while (this.#closed === undefined) await this.#change();
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed !== undefined) return;
    this.socket.terminate();
    if (this.socket.readyState !== WebSocket.CLOSED) await once(this.socket, 'close');
  }

  #answer(id: number | string): Promise<{ text: string; message: Message }> {
    return this.#take((message): message is Message => 'id' in message && message.id === id);
  }

  async #take<T extends Message>(
    wanted: (message: Message) => message is T,
  ): Promise<{ text: string; message: T }> {
    for (;;) {
      const place = this.#messages.findIndex(({ message }) => wanted(message));
      const [taken] = place < 0 ? [] : this.#messages.splice(place, 1);
      if (taken !== undefined && wanted(taken.message)) return { text: taken.text, message: taken.message };
      if (this.#closed !== undefined)
        throw new Error(`closed with ${this.#closed.code} ${this.#closed.reason}`);
      await this.#change();
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
