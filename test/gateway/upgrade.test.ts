import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { patience } from '../support/patience.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

const server = await ServerProcess.start();
afterAll(() => server[Symbol.asyncDispose]());
const { host } = new URL(server.url);

/** What an upgrade comes to: the subprotocol agreed on, or the HTTP status that refused it. */
function upgrade(
  url: string,
  protocols: readonly string[] = [],
  options: ClientOptions = {},
): Promise<string | number | undefined> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, [...protocols], options);
    socket.once('open', () => {
      socket.terminate();
      resolve(socket.protocol);
    });
    socket.once('unexpected-response', (request: ClientRequest, response: IncomingMessage) => {
      request.destroy();
      resolve(response.statusCode);
    });
    socket.on('error', reject);
  });
}

describe('an upgrade', () => {
  test('is answered with the subprotocol florin.v1 where that is offered (R1)', async () => {
    expect(await upgrade(server.url, ['florin.v1'])).toBe('florin.v1');
    expect(await upgrade(server.url, ['florin.v9', 'florin.v1'])).toBe('florin.v1');
  });

  test('needs no subprotocol (R1)', async () => {
    expect(await upgrade(server.url)).toBe('');
  });

  test('that offers only unknown subprotocols is refused with 400 (R1)', async () => {
    expect(await upgrade(server.url, ['florin.v2'])).toBe(400);
    expect(await upgrade(server.url, ['chat', 'florin.v10'])).toBe(400);
  });

  test('of another path is refused with 404 (R1)', async () => {
    for (const path of ['', '/', '/wss', '/ws/', '/livez']) {
      expect(await upgrade(`ws://${host}${path}`, ['florin.v1'])).toBe(404);
    }
  });

  test('by a browser page of another host is refused with 403, by one of the same host it is not (R1)', async () => {
    for (const origin of ['http://example.com', 'https://127.0.0.1', 'null', 'file://']) {
      expect(await upgrade(server.url, ['florin.v1'], { origin })).toBe(403);
    }
    expect(await upgrade(server.url, ['florin.v1'], { origin: `http://${host}` })).toBe('florin.v1');
  });

  test("by a page whose stranger's name points to this machine is refused with 403 (R1)", async () => {
    const { port } = new URL(server.url);
    const options = {
      origin: `http://stranger.example:${port}`,
      headers: { host: `stranger.example:${port}` },
    };
    expect(await upgrade(server.url, ['florin.v1'], options)).toBe(403);
  });

  test('that a browser marks as one of another site is refused with 403 (R1)', async () => {
    const options = { headers: { 'sec-fetch-site': 'cross-site' } };
    expect(await upgrade(server.url, ['florin.v1'], options)).toBe(403);
  });

  test('that waits for an answer before it, on a connection that breaks, harms nobody and leaves nothing behind', async () => {
    await using guarded = await ServerProcess.start({ args: ['--address-connections', '1'] });
    const address = new URL(guarded.url);
    const watch = `GET /v1/watch?accounts=A HTTP/1.1\r\nhost: ${address.host}\r\n\r\n`;
    const upgraded = ['connection: upgrade', 'upgrade: websocket', 'sec-websocket-version: 13'];
    const lines = [
      'GET /ws HTTP/1.1',
      `host: ${address.host}`,
      ...upgraded,
      `sec-websocket-key: ${'A'.repeat(22)}==`,
    ];
    const socket = connect(Number(address.port), address.hostname);
    socket.write(`${watch}${lines.join('\r\n')}\r\n\r\n`);
    await once(socket, 'data');
    socket.resetAndDestroy();
    await once(socket, 'close');
    const connected = async (): Promise<string> => {
      try {
        await using client = await RawClient.connect(guarded.url);
        return (await client.ask({ t: 'ping', id: 1 })).t;
      } catch {
        return 'refused';
      }
    };
    await expect.poll(connected, patience).toBe('pong');
  });

  test('that is refused ends its connection, whether the peer closes it or not', async () => {
    const address = new URL(server.url);
    const socket = connect({ port: Number(address.port), host: address.hostname, allowHalfOpen: true });
    socket.on('error', () => undefined);
    socket.write(`GET /no HTTP/1.1\r\nhost: ${host}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n`);
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 404 /);
    await once(socket, 'end');
    // What is written to a connection that is gone comes back as its end.
    const isGone = (): boolean => {
      if (!socket.destroyed) socket.write('x');
      return socket.destroyed;
    };
    await expect.poll(isGone, patience).toBe(true);
  });

  test('offers no compression (R7)', async () => {
    await using client = await RawClient.connect(server.url);
    expect(client.socket.extensions).toBe('');
  });
});

describe('the welcome', () => {
  test('is the first message, and holds what a client needs to know (R20)', async () => {
    await using client = await RawClient.connect(server.url, { keepWelcome: true });
    const welcome = await client.next('welcome');
    expect(client.frames).toEqual([JSON.stringify(welcome)]);
    expect(welcome).toEqual({
      t: 'welcome',
      protocol: 1,
      connection: expect.stringMatching(/^\S+$/),
      epoch: expect.stringMatching(/^\S+$/),
      seq: 8,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      principal: 'anonymous',
      limits: {
        ...{ frameBytes: 65_536, inflight: 4096, watches: 256, unsentBytes: 4_194_304, pageItems: 1000 },
        ...{ principalConnections: 20_000, addressConnections: 20_000, commandsPerSecond: 0 },
        ...{ connections: 20_000, undurableCommands: 200_000, halfFrameMs: 10_000, requestMs: 10_000 },
      },
    });
  });

  test('names each connection differently and the journal alike', async () => {
    const welcomes = [];
    for (let connection = 0; connection < 2; connection += 1) {
      await using client = await RawClient.connect(server.url, { keepWelcome: true });
      welcomes.push(await client.next('welcome'));
    }
    const [first, second] = welcomes;
    expect(second?.connection).not.toBe(first?.connection);
    expect(second?.epoch).toBe(first?.epoch);
  });
});

describe('plain HTTP', () => {
  test('tells whether the hub lives and whether it takes commands', async () => {
    for (const path of ['/livez', '/readyz']) {
      const response = await fetch(`http://${host}${path}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
  });

  test('is told to upgrade at the endpoint for WebSockets, and finds nothing elsewhere', async () => {
    expect((await fetch(`http://${host}/ws`)).status).toBe(426);
    for (const path of ['/x', '/metrics/x', '/livez/x']) {
      expect((await fetch(`http://${host}${path}`)).status).toBe(404);
    }
  });
});
