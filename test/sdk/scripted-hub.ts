import { once } from 'node:events';
import { type WebSocket, WebSocketServer } from 'ws';
import { decodeFrame } from '../../shared/codec.ts';
import type { Message, Welcome } from '../../shared/down.ts';
import { protocolVersion, subprotocol } from '../../shared/limits.ts';
import type { Request } from '../../shared/up.ts';

/**
 * A socket on which the test itself plays the hub: for what a real one does not do on demand, such as
 * losing a reply, falling silent or breaking the protocol.
 */
export class ScriptedHub implements AsyncDisposable {
  readonly url: string;
  readonly #server: WebSocketServer;
  readonly #connections = new Waiting<ScriptedConnection>();

  private constructor(server: WebSocketServer, url: string) {
    this.#server = server;
    this.url = url;
    server.on('connection', (socket) => this.#connections.push(new ScriptedConnection(socket)));
  }

  static async listen(): Promise<ScriptedHub> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => subprotocol });
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return new ScriptedHub(server, `ws://127.0.0.1:${address.port}/ws`);
  }

  /** The next connection, now or when it comes. */
  connection(): Promise<ScriptedConnection> {
    return this.#connections.next();
  }

  /** The next connection, welcomed. */
  async welcome(changes: Partial<Welcome> = {}): Promise<ScriptedConnection> {
    const connection = await this.connection();
    connection.send({ ...welcome, ...changes });
    return connection;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export class ScriptedConnection {
  readonly socket: WebSocket;
  /** Every frame that came, as text. */
  readonly frames: string[] = [];
  readonly #requests = new Waiting<Request>();

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      const frame = data.toString();
      this.frames.push(frame);
      for (const decoded of decodeFrame(frame)) {
        if (!decoded.ok) throw new Error(`the client sent a bad request: ${decoded.message}`);
        this.#requests.push(decoded.request);
      }
    });
  }

  /** The next request that was not taken yet, now or when it comes. */
  request(): Promise<Request> {
    return this.#requests.next();
  }

  async requests(count: number): Promise<Request[]> {
    const requests: Request[] = [];
    while (requests.length < count) requests.push(await this.request());
    return requests;
  }

  /** Sends messages, or texts as they are, in one frame. */
  send(...messages: readonly (Message | string)[]): void {
    this.socket.send(
      messages.map((message) => (typeof message === 'string' ? message : JSON.stringify(message))).join('\n'),
    );
  }

  /** Cuts the connection without a word. */
  cut(): void {
    this.socket.terminate();
  }
}

export const welcome: Welcome = {
  t: 'welcome',
  protocol: protocolVersion,
  connection: 'c1',
  epoch: 'e1',
  seq: 5,
  time: '2026-01-01T00:00:00.000Z',
  principal: 'anonymous',
  limits: { frameBytes: 65_536, inflight: 4_096, watches: 256, unsentBytes: 4_194_304, pageItems: 1_000 },
};

/** The reply to a command, as if it had been done at `seq`. */
export function okTo(request: Request, seq: number): Message {
  if (!('key' in request) || request.key === undefined) throw new Error(`${request.t} is not a command`);
  const tx = {
    seq,
    at: '2026-01-01T00:00:00.000Z',
    key: request.key,
    by: 'anonymous',
    ledger: 'demo',
    legs: [],
  };
  return { t: 'ok', id: request.id, tx: { ...tx, kind: 'transfer' } };
}

export function busyTo(request: Request): Message {
  return { t: 'error', id: request.id, code: 'busy', message: 'the hub has too much to do', retryable: true };
}

/** Values that wait for whoever asks, or the other way round. */
class Waiting<T> {
  readonly #values: T[] = [];
  readonly #takers: ((value: T) => void)[] = [];

  push(value: T): void {
    const taker = this.#takers.shift();
    if (taker === undefined) this.#values.push(value);
    else taker(value);
  }

  next(): Promise<T> {
    const value = this.#values.shift();
    if (value !== undefined) return Promise.resolve(value);
    return new Promise((resolve) => this.#takers.push(resolve));
  }
}
