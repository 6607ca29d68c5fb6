import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { balanceOf, command } from '../support/errands.ts';
import { MutePeer } from '../support/mute-peer.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function start(): Promise<ServerProcess> {
  const server = await ServerProcess.start();
  cleanUps.push(() => server[Symbol.asyncDispose]());
  return server;
}

async function connect(server: ServerProcess): Promise<RawClient> {
  const client = await RawClient.connect(server.url);
  cleanUps.push(() => client[Symbol.asyncDispose]());
  return client;
}

/** The header of a masked text frame that is to be too large. */
const tooLarge = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x7f, 0, 0, 0, 0, 0, 0, 0]);

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s closes every connection with 1012 and ends with exit code 0 (R97)',
  async (signal) => {
    const server = await start();
    const clients = [await connect(server), await connect(server), await connect(server)];
    expect(await server.kill(signal)).toBe(0);
    for (const client of clients) expect(await client.closed()).toMatchObject({ code: 1012 });
    expect(server.output).toContain('stopping');
  },
);

test('a stop finishes what was decided and answers it; nothing is done and left unsaid (R97)', async () => {
  const server = await start();
  const client = await connect(server);
  const deposits = Array.from({ length: 4000 }, () =>
    command({ t: 'deposit', account: 'A', amount: '0.01' }),
  );
  for (let at = 0; at < deposits.length; at += 100) client.send(...deposits.slice(at, at + 100));
  const first = await client.next('ok');
  const stopped = server.kill('SIGTERM');
  expect(await client.closed()).toMatchObject({ code: 1012 });
  expect(await stopped).toBe(0);

  const applied = new Set([first.id]);
  for (const reply of client.takeAll()) {
    if (reply.t === 'ok') applied.add(reply.id);
    else expect(reply).toMatchObject({ code: 'unavailable', retryable: true });
  }
  await server.restart();
  const after = await connect(server);
  expect(await balanceOf(after, 'A')).toBe((1000 + applied.size / 100).toFixed(2));
  for (let at = 0; at < deposits.length; at += 100) {
    after.send(...deposits.slice(at, at + 100).map(({ id, key }) => ({ t: 'outcome', id, key })));
  }
  for (const { id } of deposits) {
    const outcome = await after.reply(id);
    expect(outcome).toMatchObject(applied.has(id) ? { t: 'ok' } : { code: 'unknown_key' });
  }
});

test('a stop waits for no peer that does not answer its close', async () => {
  const server = await start();
  const [silent, broken] = [await MutePeer.connect(server.url), await MutePeer.connect(server.url)];
  cleanUps.push(
    () => silent[Symbol.asyncDispose](),
    () => broken[Symbol.asyncDispose](),
  );
  broken.write(tooLarge);
  const client = await connect(server);
  await client.ask({ t: 'ping', id: 'the hub has read what came before' });
  expect(await server.kill('SIGTERM')).toBe(0);
  await Promise.all([silent.cut(), broken.cut()]);
});

test('a second signal ends the process at once', async () => {
  for (const [second, code] of [
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const) {
    const server = await start();
    // It holds up the stop for as long as the hub waits for the answer to a close.
    const silent = await MutePeer.connect(server.url);
    cleanUps.push(() => silent[Symbol.asyncDispose]());
    const client = await connect(server);
    server.signal('SIGTERM');
    expect(await client.closed()).toMatchObject({ code: 1012 });
    expect(await server.kill(second)).toBe(code);
  }
});

test('while it stops nobody connects any more (R1)', async () => {
  const server = await start();
  const silent = await MutePeer.connect(server.url);
  cleanUps.push(() => silent[Symbol.asyncDispose]());
  const client = await connect(server);
  server.signal('SIGTERM');
  await client.closed();
  const late = new WebSocket(server.url);
  await expect(
    new Promise((resolve, reject) => late.on('open', resolve).on('error', reject)),
  ).rejects.toThrow();
});
