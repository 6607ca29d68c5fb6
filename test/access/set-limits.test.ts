import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import type { HubLimits } from '../../server/access/hub-limits.ts';
import { Hub } from '../../server/hub.ts';
import { openLocalViews } from '../../server/views/local-views.ts';
import { command } from '../support/errands.ts';
import { GatedJournal } from '../support/gated-journal.ts';
import { patience } from '../support/patience.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

/** Limits that the operator sets: each is told in `welcome` (R25), and holds. */

const server = await ServerProcess.start({
  args: [
    ...['--connections', '2', '--undurable-commands', '1000', '--inflight', '100', '--watches', '1'],
    ...['--frame-bytes', '131072', '--half-frame-ms', '1000', '--request-ms', '1000'],
  ],
});
afterAll(() => server[Symbol.asyncDispose]());

test('welcome tells them', async () => {
  await using client = await RawClient.connect(server.url, { keepWelcome: true });
  expect((await client.next('welcome')).limits).toMatchObject({
    ...{ connections: 2, undurableCommands: 1_000, inflight: 100, watches: 1 },
    ...{ frameBytes: 131_072, halfFrameMs: 1_000, requestMs: 1_000 },
  });
});

test('a connection, a watch and a byte more are refused', async () => {
  await using one = await RawClient.connect(server.url);
  await using two = await RawClient.connect(server.url);
  await using three = await RawClient.connect(server.url, { keepWelcome: true });
  expect(await three.closed()).toMatchObject({ code: 1013 });
  expect(await one.ask({ t: 'watch', id: 1, accounts: ['A'] })).toMatchObject({ t: 'watching' });
  expect(await one.ask({ t: 'watch', id: 2, accounts: ['B'] })).toMatchObject({
    code: 'bad_request',
    message: 'a connection has at most 1 watches',
  });
  const ping = JSON.stringify({ t: 'ping', id: 3 });
  two.send(ping.padEnd(131_072));
  expect(await two.reply(3)).toMatchObject({ t: 'pong' });
  two.send(ping.padEnd(131_073));
  expect(await two.closed()).toMatchObject({ code: 1009 });
});

test('a frame and a request that do not come whole in their time are cut, sooner than at another hub', async () => {
  await using patient = await ServerProcess.start();
  const others = halves(patient.url);
  const [frame, request] = halves(server.url);
  const first = await Promise.race([
    Promise.all([frame, request]),
    ...others.map((other) => other.then((heard) => [`the other hub: ${heard}`])),
  ]);
  expect(first).toMatchObject([
    expect.stringContaining('"t":"welcome"'),
    expect.stringMatching(/^HTTP\/1\.1 408 /),
  ]);
});

/** What is heard, until it is cut, by who sends half a frame, and by who sends half a request. */
function halves(url: string): [Promise<string>, Promise<string>] {
  const { hostname, port, host } = new URL(url);
  const request = connect(Number(port), hostname);
  request.write(`GET /livez HTTP/1.1\r\nhost: ${host}\r\n`);
  const frame = connect(Number(port), hostname);
  const wanted = ['connection: upgrade', 'upgrade: websocket', 'sec-websocket-version: 13'];
  const key = `sec-websocket-key: ${'A'.repeat(22)}==`;
  frame.write([`GET /ws HTTP/1.1`, `host: ${host}`, ...wanted, key, '', ''].join('\r\n'));
  // The head of a masked text frame of 100 bytes, and nothing of these.
  frame.write(Buffer.from([0x81, 0x80 | 100]));
  return [heardBy(frame), heardBy(request)];
}

/** A hub that stops cuts whoever is left. */
async function heardBy(socket: Socket): Promise<string> {
  return text(socket).catch((error: unknown) => String(error));
}

/** A hub in this process whose disk is the test. */
async function gated(limits: Partial<HubLimits>): Promise<{ hub: Hub; journal: GatedJournal }> {
  const journal = new GatedJournal();
  const views = await openLocalViews({ journal, recentMax: 100 });
  const options = { host: '127.0.0.1', port: 0, demo: true, limits };
  const starting = Hub.start(options, journal, views, pino({ level: 'silent' }), (error) => {
    throw error;
  });
  (await journal.next()).pass();
  const hub = await starting;
  onTestFinished(async () => {
    await hub.stop();
    await views[Symbol.asyncDispose]();
  });
  return { hub, journal };
}

function deposits(count: number): ReturnType<typeof command>[] {
  return Array.from({ length: count }, () => command({ t: 'deposit', account: 'A', amount: '1' }));
}

test('commands beyond those that may wait for the disk are busy, and do nothing', async () => {
  const { hub, journal } = await gated({ undurableCommands: 20 });
  await using client = await RawClient.connect(hub.url);
  const sent = deposits(30);
  client.send(...sent);
  (await journal.next()).pass();
  const replies = [];
  for (const { id } of sent) replies.push(await client.reply(id));
  for (const reply of replies.slice(0, 20)) expect(reply).toMatchObject({ t: 'ok' });
  for (const reply of replies.slice(20)) expect(reply).toMatchObject({ code: 'busy', retryable: true });
  expect(await client.ask({ t: 'get', id: 'after', accounts: ['A'] })).toMatchObject({
    accounts: [{ balance: '1020.00' }],
  });
});

test('a connection with as many unanswered requests as it may have is not read on', async () => {
  const { hub, journal } = await gated({ inflight: 2 });
  await using client = await RawClient.connect(hub.url);
  await using other = await RawClient.connect(hub.url);
  const sent = deposits(2);
  client.send(sent[0]);
  const commit = await journal.next();
  client.send(sent[1]);
  const undurable = async (): Promise<string | undefined> => {
    const text = await (await fetch(new URL('/metrics', hub.pageUrl))).text();
    return /^florin_undurable_commands (\d+)$/m.exec(text)?.[1];
  };
  await expect.poll(undurable, patience).toBe('2');
  // A pong may overtake a command (R22), unless the hub does not read so far.
  client.send({ t: 'ping', id: 'late' });
  expect(await other.ask({ t: 'ping', id: 1 })).toMatchObject({ t: 'pong' });
  expect(client.takeAll()).toEqual([]);
  commit.pass();
  (await journal.next()).pass();
  for (const { id } of sent) expect(await client.reply(id)).toMatchObject({ t: 'ok' });
  expect(await client.reply('late')).toMatchObject({ t: 'pong' });
});
