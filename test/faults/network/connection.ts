import type { Socket } from 'node:net';
import { Lane, type LaneTerms } from './lane.ts';
import type { Ending } from './plan.ts';
import { reset } from './reset.ts';

/** A client's connection to the hub, by way of the proxy. */
export class Connection {
  readonly toHub: Lane;
  readonly toClient: Lane;
  readonly #client: Socket;
  readonly #hub: Socket;
  #isOver = false;

  constructor(client: Socket, hub: Socket, terms: LaneTerms) {
    this.#client = client;
    this.#hub = hub;
    this.toHub = new Lane(client, hub, terms);
    this.toClient = new Lane(hub, client, terms);
  }

  /** Whether it can still be harmed. */
  get isWhole(): boolean {
    return !this.#isOver && !this.#client.closed && !this.#hub.closed;
  }

  /** Nothing gets through any more; who hears of it gets a reset, or an end. */
  break(heardBy: Ending, isReset: boolean): void {
    this.#isOver = true;
    this.toHub.silence();
    this.toClient.silence();
    this.#leave(this.#client, heardBy === 'both' || heardBy === 'the client', isReset);
    this.#leave(this.#hub, heardBy === 'both' || heardBy === 'the hub', isReset);
  }

  heal(): void {
    this.toHub.heal();
    this.toClient.heal();
  }

  destroy(): void {
    this.#client.destroy();
    this.#hub.destroy();
  }

  /** A side that is not told of the end goes on until it gives up by itself; the other one does not hear of that. */
  #leave(socket: Socket, isTold: boolean, isReset: boolean): void {
    if (isTold && isReset) reset(socket);
    else if (isTold || socket.readableEnded) socket.end();
    else socket.once('end', () => socket.end());
  }
}
