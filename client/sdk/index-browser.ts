import { Hub } from './hub.ts';
import type { ConnectOptions } from './options.ts';
import type { Socket, SocketAddress, SocketEvents } from './socket.ts';

export * from './api.ts';

/** What this module uses of the browser's WebSocket. */
declare const WebSocket: new (
  url: string,
  subprotocol: string,
) => {
  readonly readyState: number;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  send(text: string): void;
  close(): void;
};
const openState = 1;

/** The same as in Node, but that a browser cannot send a token: throws a `TypeError` where one is given. */
export function connect(url: string, options: ConnectOptions = {}): Hub {
  if (options.token !== undefined) throw new TypeError('a browser cannot send a token');
  return new Hub(url, openSocket, options);
}

function openSocket({ url, subprotocol }: SocketAddress, events: SocketEvents): Socket {
  const socket = new WebSocket(url, subprotocol);
  socket.onmessage = ({ data }) => events.received(String(data));
  socket.onclose = ({ code, reason }) => events.closed(code, reason);
  return {
    send: (text) => {
      // Before it is open a browser throws; while it closes it would only count the bytes.
      if (socket.readyState === openState) socket.send(text);
    },
    close: () => socket.close(),
    destroy: () => socket.close(),
  };
}
