import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { CloseCause } from '../../server/gateway/close-counts.ts';
import { Connection } from '../../server/gateway/connection.ts';
import { limits } from '../../server/limits.ts';

/** A connection over real sockets whose clock is the test: what a peer that stalls comes to. */

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

interface Accepted {
  readonly connection: Connection;
  readonly socket: WebSocket;
  readonly stream: Duplex;
  readonly received: string[];
  /** Why, once it has ended. */
  readonly closed: Promise<CloseCause>;
}

/** A server that makes a connection of each upgrade, its clock at 0. */
async function listen(): Promise<{ port: number; next: Promise<Accepted> }> {
  const server = createServer();
  const sockets = new WebSocketServer({ noServer: true });
  const next = new Promise<Accepted>((resolve) => {
    server.on('upgrade', (request, stream, head) => {
      sockets.handleUpgrade(request, stream, head, (socket) => {
        const received: string[] = [];
        let gone = (_: CloseCause): void => undefined;
        const closed = new Promise<CloseCause>((done) => (gone = done));
        const events = {
          text: (frame: string) => received.push(frame),
          binary() {},
          drained() {},
          closed: (cause: CloseCause) => gone(cause),
        };
        const connection = new Connection(socket, stream, events, 0, limits.halfFrameMs);
        resolve({ connection, socket, stream, received, closed });
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, next };
}

/** A connection, and the bare TCP socket of its peer after the upgrade. */
async function withBarePeer(): Promise<Accepted & { peer: Socket }> {
  const { port, next } = await listen();
  const peer = connect(port, '127.0.0.1');
  cleanUps.push(() => peer.destroy());
  peer.write(
    'GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
  return { ...(await next), peer };
}

async function withPeer(options: { autoPong?: boolean } = {}): Promise<Accepted & { peer: WebSocket }> {
  const { port, next } = await listen();
  const peer = new WebSocket(`ws://127.0.0.1:${port}/ws`, options);
  cleanUps.push(() => peer.terminate());
  await once(peer, 'open');
  return { ...(await next), peer };
}

/** `hello` in a text frame, masked with zeros. */
const helloFrame = Buffer.from([0x81, 0x85, 0, 0, 0, 0, ...Buffer.from('hello')]);
/** The first of two fragments of a message. */
const firstFragment = Buffer.from([0x01, 0x83, 0, 0, 0, 0, ...Buffer.from('hel')]);

describe('a frame', () => {
  test.each([
    ['header', helloFrame.subarray(0, 1)],
    ['payload', helloFrame.subarray(0, 8)],
    ['message of fragments', firstFragment],
  ])('that leaves its %s half sent is cut off after ten seconds (R6)', async (_, bytes) => {
    const { connection, stream, peer, received, closed } = await withBarePeer();
    peer.write(bytes);
    await once(stream, 'data');
    connection.check(1_000);
    connection.check(1_000 + limits.halfFrameMs);
    expect(connection.isOpen).toBe(true);
    connection.check(1_001 + limits.halfFrameMs);
    expect(await closed).toBe('halfFrame');
    expect(received).toEqual([]);
  });

  test('that is finished in time is taken, and the next one has its own ten seconds (R6)', async () => {
    const { connection, stream, peer, received } = await withBarePeer();
    peer.write(helloFrame.subarray(0, 8));
    await once(stream, 'data');
    connection.check(1_000);
    peer.write(helloFrame.subarray(8));
    await once(stream, 'data');
    expect(received).toEqual(['hello']);
    connection.check(2_000);
    peer.write(helloFrame.subarray(0, 8));
    await once(stream, 'data');
    connection.check(1_001 + limits.halfFrameMs);
    expect(connection.isOpen).toBe(true);
  });

  test('is not what a peer does that ends each frame in time and begins the next in the same write (R6)', async () => {
    const { connection, stream, peer, received } = await withBarePeer();
    peer.write(helloFrame.subarray(0, 8));
    await once(stream, 'data');
    for (let atMs = 1_000; atMs < 1_000 + 3 * limits.halfFrameMs; atMs += limits.halfFrameMs / 2) {
      connection.check(atMs);
      peer.write(Buffer.concat([helloFrame.subarray(8), helloFrame.subarray(0, 8)]));
      await once(stream, 'data');
    }
    expect(received).toHaveLength(6);
    expect(connection.isOpen).toBe(true);
  });

  test('is not held against a peer that the hub does not read from (R24)', async () => {
    const { connection, stream, peer } = await withBarePeer();
    peer.write(helloFrame.subarray(0, 8));
    await once(stream, 'data');
    connection.pauseReading();
    connection.check(1_000);
    connection.check(60_000);
    expect(connection.isOpen).toBe(true);
  });
});

describe('a ping', () => {
  test('goes out every 25 s, and no pong within 8 s is close 4002 (R7)', async () => {
    const { connection, peer, closed: ended } = await withPeer({ autoPong: false });
    connection.check(limits.pingEveryMs - 1);
    const pinged = once(peer, 'ping');
    connection.check(limits.pingEveryMs);
    await pinged;
    connection.check(limits.pingEveryMs + limits.pongWithinMs);
    expect(connection.isOpen).toBe(true);
    const closed = once(peer, 'close');
    connection.check(limits.pingEveryMs + limits.pongWithinMs + 1);
    expect((await closed)[0]).toBe(4002);
    expect(await ended).toBe('noPong');
  });

  test('that is answered keeps the connection, and the next follows (R7)', async () => {
    const { connection, socket, peer } = await withPeer();
    for (const round of [1, 2, 3]) {
      const [pinged, ponged] = [once(peer, 'ping'), once(socket, 'pong')];
      connection.check(round * limits.pingEveryMs);
      await Promise.all([pinged, ponged]);
      connection.check(round * limits.pingEveryMs + limits.pongWithinMs + 1);
    }
    expect(connection.isOpen).toBe(true);
  });
});

describe('a reader', () => {
  const frame = 'x'.repeat(64 * 1024);

  /** Sends until the system takes no more and this much is left unsent. */
  async function fill({ connection }: Accepted, unsentBytes: number): Promise<void> {
    while (connection.unsentBytes < unsentBytes) {
      if (!connection.isOpen) throw new Error('closed amid the filling');
      connection.send(frame);
      await turn();
    }
  }

  test('that takes nothing for 30 s while something waits is closed with 4001 (R89)', async () => {
    const accepted = await withPeer();
    const { connection, peer } = accepted;
    peer.pause();
    await fill(accepted, 512 * 1024);
    connection.check(0);
    connection.check(1_000);
    connection.check(1_000 + limits.noProgressMs);
    expect(connection.isOpen).toBe(true);
    connection.check(1_001 + limits.noProgressMs);
    const closed = once(peer, 'close');
    peer.resume();
    expect((await closed)[0]).toBe(4001);
    expect(await accepted.closed).toBe('tooSlow');
  });

  test('that takes a little now and then is kept, though ever more waits for it (R89)', async () => {
    const accepted = await withPeer();
    const { connection, peer } = accepted;
    peer.pause();
    await fill(accepted, 512 * 1024);
    for (const nowMs of [0, 11_000, 22_000]) {
      connection.check(nowMs);
      const before = connection.unsentBytes;
      peer.resume();
      while (connection.unsentBytes >= before) await turn();
      peer.pause();
      await fill(accepted, before + frame.length);
    }
    connection.check(limits.noProgressMs + 1);
    expect(connection.isOpen).toBe(true);
  });

  test('that leaves more than 4 MiB unread is closed with 4001 (R89)', async () => {
    const accepted = await withPeer();
    const { connection, peer } = accepted;
    peer.pause();
    await fill(accepted, limits.unsentBytesMax + 1);
    expect(connection.isOpen).toBe(true);
    connection.send(frame);
    expect(connection.isOpen).toBe(false);
    const closed = once(peer, 'close');
    peer.resume();
    expect((await closed)[0]).toBe(4001);
  });

  test('that never answers the close is cut off all the same', async () => {
    const { connection, closed } = await withBarePeer();
    connection.close(1012, 'stopping');
    expect(await closed).toBe('restarting');
  });
});
