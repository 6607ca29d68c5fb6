import { once } from 'node:events';
import { WebSocket, WebSocketServer } from 'ws';
import { type Message, MessageSchema } from '../../shared/down.ts';
import { type Request, RequestSchema } from '../../shared/up.ts';

/** What is told to one side of a lying hub. */
export interface Ears {
  /** Sends a request to the true hub, under the client's connection. */
  ask(request: Request): void;
  /** Tells the client something. */
  tell(message: Message): void;
}

/** One way to lie: each part may take over a message, by returning true; otherwise it goes its way. */
export interface Lie {
  /** A client asks something. */
  request?(request: Request, ears: Ears): boolean;
  /** The true hub says something. */
  message?(message: Message, ears: Ears): boolean;
}

/** The truth. */
export const honest: Lie = {};

/** A hub that lies: a true one, behind a proxy that changes what is said. */
export class LyingHub implements AsyncDisposable {
  readonly url: string;
  readonly #server: WebSocketServer;

  private constructor(server: WebSocketServer, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async start(hubUrl: string, lie: Lie): Promise<LyingHub> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
    server.on('connection', (client) => join(client, new WebSocket(hubUrl, 'florin.v1'), lie));
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return new LyingHub(server, `ws://127.0.0.1:${address.port}/ws`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

function join(client: WebSocket, hub: WebSocket, lie: Lie): void {
  const isOpen = once(hub, 'open').catch(() => undefined);
  const ears: Ears = {
    ask: (request) => hub.send(JSON.stringify(request)),
    tell: (message) => client.send(JSON.stringify(message)),
  };
  client.on('message', async (data) => {
    await isOpen;
    pass(data.toString(), hub, (line) => lie.request?.(RequestSchema.parse(JSON.parse(line)), ears) ?? false);
  });
  hub.on('message', (data) => {
    pass(
      data.toString(),
      client,
      (line) => lie.message?.(MessageSchema.parse(JSON.parse(line)), ears) ?? false,
    );
  });
  client.on('close', () => hub.close());
  hub.on('close', () => client.close());
  for (const socket of [client, hub]) socket.on('error', () => socket.terminate());
}

/** Sends on what nobody takes over, in one frame. */
function pass(frame: string, to: WebSocket, takesOver: (line: string) => boolean): void {
  const lines = frame.split('\n').filter((line) => !takesOver(line));
  if (lines.length > 0 && to.readyState === WebSocket.OPEN) to.send(lines.join('\n'));
}
