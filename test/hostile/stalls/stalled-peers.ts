import { connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

/** Connections that a test holds at a hub and that the hub has to end. */
export class StalledPeers implements AsyncDisposable {
  readonly #sockets: Socket[] = [];
  readonly #answers: string[] = [];
  readonly #trickles: NodeJS.Timeout[] = [];
  #ended = 0;
  #whenAllEnded: (() => void) | undefined;

  /** Opens so many connections that send these bytes and then nothing, or these pieces of bytes again and again. */
  static async open(
    url: string,
    count: number,
    bytes: string,
    trickle?: { readonly piece: string; readonly everyMs: number },
  ): Promise<StalledPeers> {
    const peers = new StalledPeers();
    const { hostname, port } = new URL(url);
    for (let at = 0; at < count; at += 1) {
      const socket = connect({ port: Number(port), host: hostname, noDelay: true });
      peers.#sockets.push(socket);
      peers.#answers.push('');
      socket.on('error', () => undefined);
      socket.on('data', (chunk: Buffer) => (peers.#answers[at] += chunk.toString('latin1')));
      socket.once('close', () => {
        peers.#ended += 1;
        if (peers.#ended === count) peers.#whenAllEnded?.();
      });
      if (bytes !== '') socket.write(bytes, 'latin1');
      if (at % connectsPerTurn === 0) await turn();
    }
    if (trickle !== undefined) {
      const { piece, everyMs } = trickle;
      const timer = setInterval(() => {
        for (const socket of peers.#sockets) if (socket.writable) socket.write(piece, 'latin1');
      }, everyMs);
      peers.#trickles.push(timer);
    }
    return peers;
  }

  /** Resolves when the hub has ended all of them. */
  async ended(): Promise<void> {
    if (this.#ended < this.#sockets.length)
      await new Promise<void>((resolve) => (this.#whenAllEnded = resolve));
  }

  /** Status of each first response, 0 where none came. */
  get statuses(): number[] {
    return this.#answers.map((answer) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#trickles) clearInterval(timer);
    for (const socket of this.#sockets) socket.destroy();
    await this.ended();
  }
}

const connectsPerTurn = 50;
