import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Connection } from './connection.ts';
import type { LaneTerms } from './lane.ts';
import { reset } from './reset.ts';

/** Sockets that may be there at once, of both sides; who comes beyond is turned away. */
const socketsMax = 2_000;

/** What becomes of those who come. */
export type Door = 'open' | 'reset' | 'hung';

/** A network between clients and a hub: TCP on an address of its own, with whatever is done to it in between. */
export class TcpProxy implements AsyncDisposable {
  door: Door = 'open';
  /** For clients. */
  readonly url: string;
  readonly #server: Server;
  readonly #hub: { readonly host: string; readonly port: number };
  readonly #terms: LaneTerms;
  readonly #sockets = new Set<Socket>();
  readonly #connections: Set<Connection> = new Set();

  private constructor(server: Server, hubUrl: URL, port: number, terms: LaneTerms) {
    this.#server = server;
    this.#hub = { host: hubUrl.hostname, port: Number(hubUrl.port) };
    this.#terms = terms;
    const url = new URL(hubUrl);
    url.port = String(port);
    this.url = url.href;
    server.on('connection', (client) => this.#take(client));
  }

  static async open(hubUrl: string, terms: LaneTerms): Promise<TcpProxy> {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
    return new TcpProxy(server, new URL(hubUrl), address.port, terms);
  }

  /** Those that can still be harmed, the oldest first. */
  get connections(): readonly Connection[] {
    return [...this.#connections].filter((each) => each.isWhole);
  }

  /** From now on all that comes gets through; what is broken stays so. */
  heal(): void {
    this.door = 'open';
    for (const connection of this.#connections) connection.heal();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #take(client: Socket): void {
    this.#keep(client);
    if (this.door === 'reset' || this.#sockets.size > socketsMax) reset(client);
    // Nobody reads from it, nor does it ever hear anything.
    if (this.door !== 'open' || client.destroyed) return;
    const hub = connect({ ...this.#hub, allowHalfOpen: true, noDelay: true });
    this.#keep(hub);
    const connection = new Connection(client, hub, this.#terms);
    this.#connections.add(connection);
    const forget = (): void => {
      if (client.closed && hub.closed) this.#connections.delete(connection);
    };
    client.once('close', forget);
    hub.once('close', forget);
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    // Whoever follows the socket hears of it in its own way.
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}
