import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { nanoid } from 'nanoid';
import { WebSocketServer } from 'ws';
import { closeCodes } from '../../shared/codes.ts';
import { socketPath, subprotocol } from '../../shared/limits.ts';
import { closeMeanings } from '../../shared/meanings.ts';
import type { Access, Admission } from '../access/access.ts';
import { bearerOf, challenge } from '../access/door.ts';
import { hasBadHost } from '../edge.ts';
import { limits } from '../limits.ts';
import type { CloseCause } from './close-counts.ts';
import { Connection } from './connection.ts';
import type { FlushQueue } from './flush-queue.ts';
import { GuardedWire } from './guarded-wire.ts';
import type { Guest } from './guest.ts';
import { Newcomer } from './newcomer.ts';
import { boundConnections } from './open-connections.ts';
import { Outbox } from './outbox.ts';
import { addressOf, type Seats } from './seats.ts';
import { type House, Session } from './session.ts';
import { refuseUpgrade, takeUpgrades } from './upgrades.ts';

/** The sockets at the edge: upgrades, connections, their regular checks, and their end. */
export class Gateway {
  readonly #house: House;
  readonly #flushes: FlushQueue;
  readonly #seats: Seats;
  readonly #sockets: WebSocketServer;
  readonly #guests = new Map<Connection, Guest>();
  /** Who came over a connection, once that is known. */
  readonly #principals = new Map<Connection, string>();
  readonly #checks: NodeJS.Timeout;
  #whenEmpty: (() => void) | undefined;
  #closing = false;

  constructor(house: House, flushes: FlushQueue, seats: Seats) {
    this.#house = house;
    this.#flushes = flushes;
    this.#seats = seats;
    this.#sockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: house.limits.frameBytes,
      maxFragments: limits.fragments,
      // `ws` would cut whoever sends a few dozen pings in one write.
      autoPong: false,
      handleProtocols: () => subprotocol,
    });
    // It is the server that keeps the process running, for as long as it listens.
    this.#checks = setInterval(() => this.#check(), checkEveryMs).unref();
    house.door.onChange(() => this.#checkAccess());
  }

  /** Takes the upgrades of an HTTP server, and bounds its connections. */
  attach(server: Server): void {
    boundConnections(server, this.#house.limits.addressConnections + limits.plainConnections);
    takeUpgrades(server, (request, stream, head) => this.#upgrade(request, stream, head));
  }

  /** Bytes that wait for all the peers to take them. */
  get unsentBytes(): number {
    let bytes = 0;
    for (const connection of this.#guests.keys()) bytes += connection.unsentBytes;
    return bytes;
  }

  /** Closes every connection with 1012 after what it is owed, and resolves when all are gone. */
  async close(): Promise<void> {
    this.#closing = true;
    const { code } = closeCodes.restarting;
    for (const guest of this.#guests.values()) guest.end(code, closeMeanings.restarting);
    if (this.#guests.size > 0) await new Promise<void>((resolve) => (this.#whenEmpty = resolve));
    clearInterval(this.#checks);
  }

  #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const refusal = this.#refusal(request);
    if (refusal !== undefined) {
      refuseUpgrade(stream, refusal);
      return;
    }
    const { door } = this.#house;
    const token = bearerOf(request.headers.authorization);
    if (!door.isGuarded || token === undefined) {
      this.#accept(request, stream, head, door.anonymous);
      return;
    }
    const admission = door.admit(token);
    const answer = (access: Admission): void => {
      if (access === undefined) refuseUpgrade(stream, unauthorized);
      else if (access === 'busy') refuseUpgrade(stream, busy);
      else if (this.#closing) refuseUpgrade(stream, stopping);
      else this.#accept(request, stream, head, access);
    };
    if (admission instanceof Promise) void admission.then(answer);
    else answer(admission);
  }

  /** Without an access, it has to be shown by a hello. */
  #accept(request: IncomingMessage, stream: Duplex, head: Buffer, access: Access | undefined): void {
    // Whoever has gone while they waited would keep their seat for ever: nothing more is heard of them.
    if (stream.destroyed) return;
    const address = addressOf(request);
    const { all, addresses } = this.#seats;
    if (!addresses.take(address)) {
      refuseUpgrade(stream, '429 Too Many Requests');
      return;
    }
    stream.once('close', () => addresses.leave(address));
    this.#sockets.handleUpgrade(request, stream, head, (socket) => {
      if (!all.take()) {
        socket.on('error', () => socket.terminate());
        socket.close(closeCodes.overloaded.code, closeMeanings.overloaded);
        this.#house.closes.add('overloaded');
        setTimeout(() => socket.terminate(), limits.closeWithinMs).unref();
        return;
      }
      const connection = new Connection(
        socket,
        stream,
        {
          text: (frame) => this.#guests.get(connection)?.receive(frame),
          binary: () => this.#guests.get(connection)?.end(closeCodes.notText.code, closeMeanings.notText),
          drained: () => this.#guests.get(connection)?.drained(),
          closed: (cause) => this.#gone(connection, cause),
        },
        performance.now(),
        this.#house.limits.halfFrameMs,
      );
      if (access === undefined) this.#awaitHello(connection);
      else this.#begin(connection, access);
    });
  }

  #awaitHello(connection: Connection): void {
    const outbox = new Outbox(connection, this.#flushes);
    const newcomer = new Newcomer(this.#house.door, connection, outbox, (access, rest, frames) => {
      outbox.flush();
      const session = this.#begin(connection, access);
      session?.takeAll(rest);
      for (const frame of frames) session?.receive(frame);
    });
    this.#guests.set(connection, newcomer);
  }

  /** `undefined` where the principal has too many connections. */
  #begin(connection: Connection, access: Access): Session | undefined {
    const { principal, isFull, expiresMs } = access;
    if (!this.#seats.principals.take(principal)) {
      const { code } = closeCodes.tooManyConnections;
      const nobody = new Newcomer(
        this.#house.door,
        connection,
        new Outbox(connection, this.#flushes),
        () => {},
      );
      this.#guests.set(connection, nobody);
      nobody.end(code, closeMeanings.tooManyConnections);
      return undefined;
    }
    this.#principals.set(connection, principal);
    const wire = isFull && expiresMs === Infinity ? connection : new GuardedWire(connection, access);
    const outbox = new Outbox(wire, this.#flushes);
    const session = new Session(this.#house, access, wire, outbox, nanoid());
    this.#guests.set(connection, session);
    return session;
  }

  /** Why an upgrade is refused before it happens, as an HTTP status line. */
  #refusal(request: IncomingMessage): string | undefined {
    if (this.#closing) return stopping;
    if (hasBadHost(request)) return '400 Bad Request';
    if (request.url?.split('?', 1)[0] !== socketPath) return '404 Not Found';
    const offered = request.headers['sec-websocket-protocol'];
    if (offered !== undefined && !offered.split(',').some((name) => name.trim() === subprotocol)) {
      return '400 Bad Request';
    }
    return this.#house.edge.refuses(request) === undefined ? undefined : '403 Forbidden';
  }

  #gone(connection: Connection, cause: CloseCause): void {
    this.#house.closes.add(cause);
    this.#guests.get(connection)?.closed();
    if (this.#guests.delete(connection)) this.#seats.all.leave();
    const principal = this.#principals.get(connection);
    if (principal !== undefined) this.#seats.principals.leave(principal);
    this.#principals.delete(connection);
    if (this.#guests.size === 0) this.#whenEmpty?.();
  }

  #checkAccess(): void {
    for (const guest of this.#guests.values()) guest.check();
  }

  #check(): void {
    const nowMs = performance.now();
    for (const connection of this.#guests.keys()) connection.check(nowMs);
    this.#checkAccess();
  }
}

const checkEveryMs = 1_000;

const stopping = '503 Service Unavailable';
const busy = `${stopping}\r\nRetry-After: 1`;
const unauthorized = `401 Unauthorized\r\nWWW-Authenticate: ${challenge}, error="invalid_token"`;
