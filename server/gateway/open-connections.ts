import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { NamedPlaces } from './places.ts';
import { addressOf } from './seats.ts';

/**
 * Lets an address have so many connections open, whatever they are for: whoever connects and asks for nothing, or never ends
 * the handshake of TLS, takes no seat, and could have all that the system gives this process. One more is cut.
 */
export function boundConnections(server: Server, ofOneAddress: number): void {
  const places = new NamedPlaces(ofOneAddress);
  const counted = new WeakSet<Socket>();
  server.prependListener('connection', (socket: Socket) => {
    // One that the server is given back (upgrades.ts) is announced again.
    if (counted.has(socket)) return;
    const address = addressOf({ socket });
    if (!places.take(address)) {
      socket.destroy();
      return;
    }
    counted.add(socket);
    socket.once('close', () => places.leave(address));
  });
}
