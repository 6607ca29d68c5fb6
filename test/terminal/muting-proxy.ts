import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A way to a hub on which answers get lost: from the moment that the hub sends a text, nothing of what it
 * sends comes through any more, while the connection stands and the client's side goes on.
 */
export class MutingProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly url: string;
  /** Resolves when the first answer has got lost. */
  readonly muted: Promise<void>;
  #onMuted = (): void => {};

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
    this.muted = new Promise((resolve) => {
      this.#onMuted = resolve;
    });
  }

  static async start(hubUrl: string, mutedFrom: string): Promise<MutingProxy> {
    const hub = new URL(hubUrl);
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const proxy = new MutingProxy(server, `ws://127.0.0.1:${address.port}${hub.pathname}`);
    server.on('connection', (client) =>
      proxy.#join(client, connect(Number(hub.port), hub.hostname), mutedFrom),
    );
    return proxy;
  }

  #join(client: Socket, hub: Socket, mutedFrom: string): void {
    let isMuted = false;
    client.on('data', (chunk) => hub.write(chunk));
    hub.on('data', (chunk) => {
      isMuted ||= chunk.includes(mutedFrom);
      if (isMuted) this.#onMuted();
      else client.write(chunk);
    });
    for (const socket of [client, hub]) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        hub.destroy();
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
