import { WebSocket } from 'ws';
import type { OpenSocket, SocketAddress, SocketEvents } from '../../../client/sdk/socket.ts';
import type { WireTap } from './wire-tap.ts';

/**
 * A transport for the SDK that knocks when the hub is there, so that nobody waits longer than the hub is away, and that
 * lets what each connection says and hears be written down. `tapOf` is asked for every connection.
 */
export function transport(whenUp: () => Promise<void>, tapOf: () => WireTap | undefined): OpenSocket {
  return (address, events) => {
    const tap = tapOf();
    let socket: WebSocket | undefined;
    let isGivenUp = false;
    whenUp().then(() => {
      if (!isGivenUp) socket = openSocket(address, events, tap);
    });
    const leave = (how: 'close' | 'terminate'): void => {
      isGivenUp = true;
      if (socket === undefined) setImmediate(() => events.closed(1006, 'given up'));
      else socket[how]();
    };
    return {
      send: (text) => {
        if (socket === undefined || socket.readyState === WebSocket.CONNECTING) return;
        tap?.sent(text);
        socket.send(text);
      },
      close: () => leave('close'),
      destroy: () => leave('terminate'),
    };
  };
}

function openSocket(
  { url, subprotocol }: SocketAddress,
  events: SocketEvents,
  tap: WireTap | undefined,
): WebSocket {
  const socket = new WebSocket(url, subprotocol, { perMessageDeflate: false });
  socket.on('error', () => undefined);
  socket.on('message', (data) => {
    const text = data.toString();
    tap?.came(text);
    events.received(text);
  });
  socket.on('close', (code, reason) => {
    tap?.closed();
    events.closed(code, reason.toString());
  });
  return socket;
}
