import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { limits } from '../../server/limits.ts';
import { GuardedHub, tokenOf } from '../support/guarded-hub.ts';
import { newKey } from '../support/new-key.ts';
import { patience } from '../support/patience.ts';

/** Whoever holds up all the HTTP requests that one principal may keeps nobody else waiting (R137). */

const tokens = new Map<string, string>();
const hub = await GuardedHub.start((data) => {
  for (const name of ['boss', 'low', 'fat']) tokens.set(name, tokenOf(data, name, '*'));
});
afterAll(() => hub[Symbol.asyncDispose]());
const http = (name: string): ReturnType<GuardedHub['http']> => hub.http(tokens.get(name));
const open = (): Record<string, unknown> => ({ t: 'open', key: newKey(), account: newKey() });

/** Requests whose bodies never come to their end, ended with the test. */
class Stalled implements Disposable {
  readonly #sockets: Socket[] = [];

  async add(name: string, bytes: number): Promise<void> {
    const { hostname, port } = new URL(hub.server.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.resume();
    this.#sockets.push(socket);
    await once(socket, 'connect');
    const head = `POST /v1/commands HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${tokens.get(name)}\r\n`;
    socket.write(`${head}Content-Type: application/json\r\nContent-Length: ${bytes + 1}\r\n\r\n`);
    socket.write(Buffer.alloc(bytes, ' '));
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

test('by the number of its requests', async () => {
  {
    using stalled = new Stalled();
    for (let nth = 0; nth < limits.principalRequests; nth += 1) await stalled.add('low', 1);
    await expect.poll(async () => (await http('low').get('/v1/trial')).status, patience).toBe(503);
    for (let nth = limits.principalRequests; nth < 1.2 * limits.httpRequests; nth += 1)
      await stalled.add('low', 1);
    expect((await http('low').post(open())).text).toContain('of the principal');
    expect((await http('boss').get('/v1/trial')).status).toBe(200);
    expect((await http('boss').post(open())).status).toBe(200);
  }
  await expect.poll(async () => (await http('low').get('/v1/trial')).status, patience).toBe(200);
});

test('by the size of its bodies', async () => {
  {
    using stalled = new Stalled();
    const bodies = limits.bodiesBytes / limits.bodyBytes + 1;
    for (let nth = 0; nth < bodies; nth += 1) await stalled.add('fat', limits.bodyBytes - 1);
    await expect.poll(async () => (await http('fat').post(open())).status, patience).toBe(503);
    expect((await http('boss').post(open())).status).toBe(200);
  }
  await expect.poll(async () => (await http('fat').post(open())).status, patience).toBe(200);
});
