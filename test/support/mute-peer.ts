import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A WebSocket client, below its rules: it sends the bytes that the test gives it, and answers nothing. */
export class MutePeer implements AsyncDisposable {
  readonly #socket: Socket;
  readonly #cut: Promise<unknown>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#cut = new Promise((resolve) => socket.once('end', resolve).once('close', resolve));
    socket.on('error', () => undefined);
    socket.resume();
  }

  /** Resolves when the hub has upgraded the connection. */
  static async connect(url: string): Promise<MutePeer> {
    const { hostname, port, pathname } = new URL(url);
    // It does not even close its side when the hub closes the other.
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    socket.write(
      `GET ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    await once(socket, 'data');
    return new MutePeer(socket);
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  /** Resolves when the hub has cut the connection. */
  async cut(): Promise<void> {
    await this.#cut;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = this.#socket.closed ? undefined : once(this.#socket, 'close');
    this.#socket.destroy();
    await closed;
  }
}
