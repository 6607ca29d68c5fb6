import type { Server } from 'node:net';
import { End } from './end.ts';
import type { Process } from './event-loop.ts';
import { Lane, type Road } from './lane.ts';
import type { WireTap } from './wire-tap.ts';

/** How a connection breaks: who hears of it, and what becomes of the bytes that are on their way. */
export const breaks = ['both hear', 'client hears', 'hub hears', 'nobody hears'] as const;
export type Break = (typeof breaks)[number];

interface Connection {
  readonly client: End;
  readonly hub: End;
  readonly toHub: Lane;
  readonly toClient: Lane;
}

/** TCP between the clients and whatever hub listens. */
export class Network {
  readonly #road: Road;
  readonly #tap: WireTap;
  #listening: { readonly server: Server; readonly process: Process } | undefined;
  #connections: Connection[] = [];
  /** Every end that a program was given. */
  readonly #ends: End[] = [];
  /** Until then nobody gets through to the hub. */
  partedUntilMs = 0;

  constructor(road: Road, tap: WireTap) {
    this.#road = road;
    this.#tap = tap;
  }

  /** Those that stand, as far as anybody knows. */
  get connections(): readonly Connection[] {
    this.#connections = this.#connections.filter(({ client, hub }) => !client.destroyed || !hub.destroyed);
    return this.#connections;
  }

  listen(server: Server): void {
    this.#listening = { server, process: this.#road.loop.current };
  }

  unlisten(server: Server): void {
    if (this.#listening?.server === server) this.#listening = undefined;
  }

  connect(): End {
    const { loop, dice, plan } = this.#road;
    const client = new End(loop.current, plan.bufferBytes, false);
    this.#ends.push(client);
    loop.plan(client.process, dice.wait(plan.latencyMs), 'connect', () => this.#arrive(client));
    return client;
  }

  cut({ client, hub, toHub, toClient }: Connection, how: Break): void {
    const { loop, dice, plan } = this.#road;
    const tell = (end: End): void => {
      loop.plan(end.process, dice.wait(plan.latencyMs), 'reset', () => end.break('ECONNRESET'));
    };
    // What a client has sent may arrive long after it was given up; what the hub sends then reaches nobody.
    toClient.silence();
    if (how === 'hub hears' || how === 'both hear' || dice.chance(0.5)) toHub.silence();
    else toHub.clog(loop.nowMs + dice.wait(plan.lateMs));
    if (how === 'client hears' || how === 'both hear') tell(client);
    if (how === 'hub hears' || how === 'both hear') tell(hub);
  }

  /** A process is gone: killed, its kernel still tells the others; with its machine's power, nobody does. */
  gone(process: Process, how: 'killed' | 'power cut'): void {
    const { loop, dice, plan } = this.#road;
    if (this.#listening?.process === process) this.#listening = undefined;
    for (const { client, hub, toClient } of this.connections) {
      if (hub.process !== process) continue;
      hub.destroy();
      if (how === 'power cut' || dice.chance(0.5)) toClient.silence();
      const afterMs = how === 'killed' ? dice.wait(plan.latencyMs) : dice.wait(plan.lateMs);
      loop.plan(client.process, afterMs, 'reset', () => client.break('ECONNRESET'));
    }
  }

  /** Node keeps all that belongs to a connection until it is closed. */
  close(): void {
    for (const end of this.#ends) end.destroy();
  }

  #arrive(client: End): void {
    const { loop, plan } = this.#road;
    if (this.partedUntilMs > loop.nowMs || client.destroyed) return;
    const listening = this.#listening;
    if (listening === undefined || !listening.process.isAlive) {
      client.break('ECONNREFUSED');
      return;
    }
    loop.plan(listening.process, 0, 'accept', () => {
      if (client.destroyed) return;
      const hub = new End(listening.process, plan.bufferBytes, true);
      this.#ends.push(hub);
      const toHub = new Lane(this.#road, client, hub, `from ${client.process.name}`);
      const toClient = new Lane(this.#road, hub, client, `from ${hub.process.name}`);
      this.#connections.push({ client, hub, toHub, toClient });
      this.#watch(client, hub);
      hub.connected(toClient, toHub);
      client.connected(toHub, toClient);
      listening.server.emit('connection', hub);
    });
  }

  #watch(client: End, hub: End): void {
    const { loop, dice, plan } = this.#road;
    const wire = this.#tap.wire(client.process.name);
    client.onWrite = (bytes) => wire.fromClient(bytes);
    hub.onWrite = (bytes) => wire.fromHub(bytes);
    for (const [end, other] of [
      [client, hub],
      [hub, client],
    ] as const) {
      end.onUnwanted = () => {
        loop.plan(other.process, dice.wait(plan.latencyMs), 'reset', () => other.break('ECONNRESET'));
      };
    }
  }
}
