import type { Socket } from 'node:net';

/** Ends a connection with RST; one that was shut down before is closed, as Node loses hold of it otherwise. */
export function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
