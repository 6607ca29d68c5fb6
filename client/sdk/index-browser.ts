import { Hub } from './hub.ts';
import type { ConnectOptions } from './options.ts';
import type { Socket, SocketAddress, SocketEvents } from './socket.ts';
import { checkToken } from './token.ts';

export * from './api.ts';

/** What this module uses of the browser's WebSocket. */
declare const WebSocket: new (
  url: string,
  subprotocol: string,
) => {
  readonly readyState: number;
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  send(text: string): void;
  close(): void;
};
const openState = 1;

/** The same as in Node, but that the browser decides which certificates it trusts. */
export function connect(url: string, options: ConnectOptions = {}): Hub {
  if (options.token !== undefined) checkToken(options.token);
  return new Hub(url, openSocket, options);
}

function openSocket({ url, subprotocol, token }: SocketAddress, events: SocketEvents): Socket {
  const socket = new WebSocket(url, subprotocol);
  // A browser cannot set the header of an upgrade, and an address is no place for a secret.
  if (token !== undefined) {
    socket.onopen = () => socket.send(JSON.stringify({ t: 'hello', id: 'hello', token }));
  }
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
