import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { nanoid } from 'nanoid';
import { WebSocketServer } from 'ws';
import { closeCodes } from '../../shared/codes.ts';
import { socketPath, subprotocol } from '../../shared/limits.ts';
import { closeMeanings } from '../../shared/meanings.ts';
import { isCrossSite } from '../cross-site.ts';
import { limits } from '../limits.ts';
import type { CloseCause } from './close-counts.ts';
import { Connection } from './connection.ts';
import type { FlushQueue } from './flush-queue.ts';
import { Outbox } from './outbox.ts';
import type { Places } from './places.ts';
import { type House, Session } from './session.ts';

/** The sockets at the edge: upgrades, connections, their regular checks, and their end. */
export class Gateway {
  readonly #house: House;
  readonly #flushes: FlushQueue;
  readonly #places: Places;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.frameBytes,
    maxFragments: limits.fragments,
    // `ws` would cut whoever sends a few dozen pings in one write.
    autoPong: false,
    handleProtocols: () => subprotocol,
  });
  readonly #sessions = new Map<Connection, Session>();
  readonly #checks: NodeJS.Timeout;
  #whenEmpty: (() => void) | undefined;
  #closing = false;

  constructor(house: House, flushes: FlushQueue, places: Places) {
    this.#house = house;
    this.#flushes = flushes;
    this.#places = places;
    // It is the server that keeps the process running, for as long as it listens.
    this.#checks = setInterval(() => this.#check(), checkEveryMs).unref();
  }

  /** Takes the upgrades of an HTTP server. */
  attach(server: Server): void {
    const latest = new WeakMap<Duplex, ServerResponse>();
    server.on('request', (request, response) => latest.set(request.socket, response));
    server.on('upgrade', (request, stream, head) => {
      const earlier = latest.get(stream);
      const upgrade = (): void => this.#upgrade(request, stream, head);
      // Answers keep the order of their requests: one that is still being made does not end up among the frames.
      if (earlier === undefined || earlier.closed) upgrade();
      else earlier.once('close', upgrade);
    });
  }

  /** Bytes that wait for all the peers to take them. */
  get unsentBytes(): number {
    let bytes = 0;
    for (const connection of this.#sessions.keys()) bytes += connection.unsentBytes;
    return bytes;
  }

  /** Closes every connection with 1012 after what it is owed, and resolves when all are gone. */
  async close(): Promise<void> {
    this.#closing = true;
    const { code } = closeCodes.restarting;
    for (const session of this.#sessions.values()) session.end(code, closeMeanings.restarting);
    if (this.#sessions.size > 0) await new Promise<void>((resolve) => (this.#whenEmpty = resolve));
    clearInterval(this.#checks);
  }

  #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on('error', () => stream.destroy());
    const refusal = this.#refusal(request);
    if (refusal !== undefined) {
      stream.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.#sockets.handleUpgrade(request, stream, head, (socket) => {
      if (!this.#places.take()) {
        socket.on('error', () => socket.terminate());
        socket.close(closeCodes.overloaded.code, closeMeanings.overloaded);
        this.#house.closes.add('overloaded');
        setTimeout(() => socket.terminate(), limits.closeWithinMs).unref();
        return;
      }
      let session: Session | undefined;
      const connection = new Connection(
        socket,
        stream,
        {
          text: (frame) => session?.receive(frame),
          binary: () => session?.end(closeCodes.notText.code, closeMeanings.notText),
          drained: () => session?.drained(),
          closed: (cause) => this.#gone(connection, cause),
        },
        performance.now(),
      );
      const outbox = new Outbox(connection, this.#flushes);
      session = new Session(this.#house, connection, outbox, nanoid());
      this.#sessions.set(connection, session);
    });
  }

  /** Why an upgrade is refused before it happens, as an HTTP status line. */
  #refusal(request: IncomingMessage): string | undefined {
    if (this.#closing) return '503 Service Unavailable';
    if (request.url?.split('?', 1)[0] !== socketPath) return '404 Not Found';
    const offered = request.headers['sec-websocket-protocol'];
    if (offered !== undefined && !offered.split(',').some((name) => name.trim() === subprotocol)) {
      return '400 Bad Request';
    }
    return isCrossSite(request) ? '403 Forbidden' : undefined;
  }

  #gone(connection: Connection, cause: CloseCause): void {
    this.#house.closes.add(cause);
    this.#sessions.get(connection)?.closed();
    if (this.#sessions.delete(connection)) this.#places.leave();
    if (this.#sessions.size === 0) this.#whenEmpty?.();
  }

  #check(): void {
    const nowMs = performance.now();
    for (const connection of this.#sessions.keys()) connection.check(nowMs);
  }
}

const checkEveryMs = 1_000;
