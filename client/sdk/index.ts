import { WebSocket } from 'ws';
import { closeCodes } from '../../shared/codes.ts';
import { closeMeanings } from '../../shared/meanings.ts';
import { Hub } from './hub.ts';
import { describeNetworkError, isTlsFailure, tlsFailed } from './network-error.ts';
import type { ConnectOptions } from './options.ts';
import type { Socket, SocketAddress, SocketEvents } from './socket.ts';
import { checkToken } from './token.ts';

export * from './api.ts';

/**
 * Connects to a hub: `ws://host:port/ws`, or in short `ws://host:port`, `http://host:port`, `host:port`.
 * Returns at once, while the connection is being made; see `Hub.ready` and `Hub.state`.
 * Throws `CannotConnect` with code `bad_url` for an address that is none, `bad_token` for such a token.
 */
export function connect(url: string, options: ConnectOptions = {}): Hub {
  if (options.token !== undefined) checkToken(options.token);
  return new Hub(url, openSocket, options);
}

/** Node's transport: `ws`, with the token in the upgrade's header. */
function openSocket({ url, subprotocol, token, ca }: SocketAddress, events: SocketEvents): Socket {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const socket = new WebSocket(url, subprotocol, { headers, ca, perMessageDeflate: false });
  // The error tells why; the close that always follows tells that it is over.
  let failure = '';
  /** In the place of 1006. */
  let failureCode: number | undefined;
  socket.on('error', (error) => {
    if (failure !== '') return;
    failure = describeNetworkError(error, url);
    if (isTlsFailure(error, url)) failureCode = tlsFailed;
  });
  // Whoever shows a token that is not valid is told so before the upgrade.
  socket.on('unexpected-response', (request, response) => {
    const isUnauthorized = response.statusCode === 401;
    if (isUnauthorized) failureCode = closeCodes.badToken.code;
    failure = isUnauthorized ? closeMeanings.badToken : `the hub answered ${response.statusCode}`;
    request.destroy();
    socket.terminate();
  });
  socket.on('message', (data) => events.received(data.toString()));
  socket.on('close', (code, reason) => events.closed(failureCode ?? code, failure || reason.toString()));
  return {
    send: (text) => {
      if (socket.readyState !== WebSocket.CONNECTING) socket.send(text);
    },
    close: () => socket.close(),
    destroy: () => socket.terminate(),
  };
}
