import { once } from 'node:events';
import { WebSocket } from 'ws';
import { Conversation } from './conversation.ts';
import type { Sendings } from './sendings.ts';

/** One principal's socket, which is opened anew whenever the hub is there again. */
export class StormSocket {
  readonly by: string;
  readonly #token: string;
  readonly #sendings: Sendings;
  readonly #fault: (what: string) => void;
  #socket: WebSocket | undefined;
  #talk: Conversation;

  constructor(by: string, token: string, sendings: Sendings, fault: (what: string) => void) {
    this.by = by;
    this.#token = token;
    this.#sendings = sendings;
    this.#fault = fault;
    this.#talk = new Conversation(by, sendings, fault);
  }

  /** Commands that wait for their answer. */
  get unanswered(): number {
    return this.#socket === undefined ? 0 : this.#talk.size;
  }

  /** What is sent next is written through this. */
  get talk(): Conversation {
    return this.#talk;
  }

  async open(url: string, heard: () => void): Promise<void> {
    const headers = { authorization: `Bearer ${this.#token}` };
    const socket = new WebSocket(url, 'florin.v1', { headers, perMessageDeflate: false });
    const talk = new Conversation(this.by, this.#sendings, this.#fault);
    this.#talk = talk;
    socket.on('error', () => undefined);
    socket.on('message', (data) => {
      for (const line of data.toString().split('\n')) talk.take(line);
      heard();
    });
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = undefined;
      heard();
    });
    await once(socket, 'open');
    this.#socket = socket;
  }

  /** Sends lines in one frame; they are lost where the hub is away. */
  send(lines: readonly string[]): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(lines.join('\n'));
  }

  /** Lets go of the connection, of which nothing more is heard. */
  drop(): void {
    this.#socket?.removeAllListeners('message');
    this.#socket?.terminate();
    this.#socket = undefined;
  }
}
