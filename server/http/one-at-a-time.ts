import type { IncomingMessage, ServerResponse } from 'node:http';
import { limits } from '../limits.ts';

type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/**
 * Hands over the requests of a connection one after another, each when the answer before it has been read or is on
 * its way. Node hands over at once whatever a client pipelines, and would keep all those answers for a client that
 * reads none. A connection with too many requests waiting is cut off.
 */
export function oneAtATime(listener: Listener): Listener {
  /** Of each connection, what waits for the answer that is being made. */
  const waiting = new WeakMap<IncomingMessage['socket'], (() => void)[]>();
  return ({ socket }, outgoing) => {
    const begin = (): void => {
      outgoing.once('close', () => {
        const next = waiting.get(socket)?.shift();
        if (next === undefined || socket.destroyed) waiting.delete(socket);
        else next();
      });
      listener(outgoing.req, outgoing);
    };
    const queue = waiting.get(socket);
    if (queue === undefined) {
      waiting.set(socket, []);
      begin();
    } else if (queue.push(begin) > limits.pipelinedRequests) socket.destroy();
  };
}
