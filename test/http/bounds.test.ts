import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { Hub } from '../../server/hub.ts';
import type { CommitBody, Head } from '../../server/journal/journal.ts';
import { JournalError } from '../../server/journal-error.ts';
import { limits } from '../../server/limits.ts';
import { openLocalViews } from '../../server/views/local-views.ts';
import { HttpAsker, problemOf } from '../support/http-asker.ts';
import { MemoryJournal } from '../support/memory-journal.ts';
import { newKey } from '../support/new-key.ts';
import { patience } from '../support/patience.ts';

/** What the hub takes at a time over HTTP, with its real parts in one process. */

const cleanUps: (() => PromiseLike<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Something that stands still while the test has it so. */
class Gate {
  #closed: Promise<void> | undefined;

  /** Returns what opens it. */
  close(): () => void {
    let open = (): void => undefined;
    this.#closed = new Promise((resolve) => {
      open = resolve;
    });
    return open;
  }

  async pass(): Promise<void> {
    await this.#closed;
  }
}

class GatedDisk extends MemoryJournal {
  readonly gate = new Gate();
  isFull = false;

  override async append(body: CommitBody, expected: Head): Promise<Head> {
    await this.gate.pass();
    if (this.isFull) throw new JournalError('refused', 'the disk is full');
    return super.append(body, expected);
  }
}

async function setUp(): Promise<{ hub: Hub; http: HttpAsker; disk: GatedDisk; views: Gate }> {
  const disk = new GatedDisk();
  const gate = new Gate();
  const reader = {
    epoch: disk.epoch,
    read: async (after: number, limit: number) => {
      await gate.pass();
      return disk.read(after, limit);
    },
  };
  const views = await openLocalViews({ journal: reader, recentMax: 100 });
  cleanUps.push(() => views[Symbol.asyncDispose]());
  const options = { host: '127.0.0.1', port: 0, demo: true };
  const hub = await Hub.start(options, disk, views, pino({ level: 'silent' }), (error) => {
    throw error;
  });
  cleanUps.push(() => hub.stop());
  return { hub, http: new HttpAsker(hub.url), disk, views: gate };
}

function connected(hub: Hub): Socket {
  const { hostname, port } = new URL(hub.url);
  const socket = connect(Number(port), hostname);
  cleanUps.push(() => socket.destroy());
  return socket;
}

function deposit(): { key: string } & Record<string, string> {
  return { t: 'deposit', key: newKey(), account: 'A', amount: '0.01' };
}

function posted(hub: Hub, body: string, more = ''): string {
  const { host } = new URL(hub.url);
  return `POST /v1/commands HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n${more}\r\n${body}`;
}

test('of more requests than it answers at a time, it says busy to those beyond, which do nothing', async () => {
  const { hub, http, disk } = await setUp();
  const open = disk.gate.close();
  const commands = Array.from({ length: limits.httpRequests + 1 }, deposit);
  const answers = commands.map((command) => {
    const socket = connected(hub);
    socket.write(posted(hub, JSON.stringify(command), 'connection: close\r\n'));
    return text(socket);
  });
  await expect.poll(async () => (await http.get('/v1/trial')).status, patience).toBe(503);
  open();
  const all = await Promise.all(answers);
  const refused = all.findIndex((answer) => answer.startsWith('HTTP/1.1 503'));
  expect(all.filter((answer) => answer.startsWith('HTTP/1.1 200'))).toHaveLength(limits.httpRequests);
  expect((await http.get(`/v1/outcomes/${commands[refused]?.key}`)).status).toBe(404);
  expect((await http.get('/v1/trial')).status).toBe(200);
});

test('what a connection pipelines is answered one request after another', async () => {
  const { hub, http, views } = await setUp();
  const open = views.close();
  expect((await http.post(deposit())).status).toBe(200);
  const socket = connected(hub);
  const { host } = new URL(hub.url);
  const asked = Array.from({ length: limits.pipelinedRequests }, (_, nth) =>
    nth === 0 ? '/v1/trial' : '/livez',
  );
  socket.write(asked.map((path) => `GET ${path} HTTP/1.1\r\nhost: ${host}\r\n\r\n`).join(''));
  let read = '';
  socket.on('data', (chunk) => (read += chunk.toString()));
  // The first one waits for the views, so none of the others has begun.
  expect((await http.get('/readyz')).status).toBe(200);
  expect(read).toBe('');
  open();
  await expect.poll(() => read.match(/HTTP\/1\.1 200/g)?.length, patience).toBe(asked.length);
});

test('a connection that pipelines more than may wait is cut off, and nobody else is', async () => {
  const { hub, http, views } = await setUp();
  const open = views.close();
  expect((await http.post(deposit())).status).toBe(200);
  const socket = connected(hub);
  const one = `GET /v1/trial HTTP/1.1\r\nhost: ${new URL(hub.url).host}\r\n\r\n`;
  const closed = once(socket, 'close');
  socket.on('error', () => undefined);
  socket.resume().write(one.repeat(limits.pipelinedRequests + 2));
  await closed;
  open();
  expect((await http.get('/v1/trial')).status).toBe(200);
});

test('of more bodies than it holds at a time, it says busy to those beyond, until some are gone', async () => {
  const { hub, http } = await setUp();
  const body = ' '.repeat(limits.bodyBytes);
  const count = limits.bodiesBytes / limits.bodyBytes;
  const holders = Array.from({ length: count }, () => connected(hub));
  for (const holder of holders) holder.write(posted(hub, body).slice(0, -1));
  await expect
    .poll(async () => (await http.post(JSON.stringify(deposit()).padEnd(4_096))).status, patience)
    .toBe(503);
  const refused = await http.post(JSON.stringify(deposit()).padEnd(4_096));
  expect(problemOf(refused)).toMatchObject({ code: 'busy', retryable: true });
  for (const holder of holders) holder.destroy();
  await expect.poll(async () => (await http.post(deposit())).status, patience).toBe(200);
});

test('of more readers of all transactions than it has room for, it says busy to those beyond', async () => {
  const { http, views } = await setUp();
  const open = views.close();
  expect((await http.post(deposit())).status).toBe(200);
  const asLines = { accept: 'application/x-ndjson' };
  // They wait for views that have the deposit.
  const readers = Array.from({ length: limits.exports }, () => http.get('/v1/transactions', asLines));
  await expect.poll(async () => (await http.get('/v1/transactions', asLines)).status, patience).toBe(503);
  open();
  for (const reader of readers) expect((await reader).text.trimEnd().split('\n')).toHaveLength(9);
  expect((await http.get('/v1/transactions', asLines)).status).toBe(200);
});

test('while nothing can be made durable, it is unavailable and says when to try again', async () => {
  const { http, disk } = await setUp();
  disk.isFull = true;
  const command = deposit();
  const answer = await http.post(command);
  expect(problemOf(answer)).toMatchObject({ status: 503, code: 'unavailable', key: command.key });
  expect(answer.headers.get('retry-after')).toBe('1');
  for (const path of ['accounts', 'accounts/A', 'trial', 'watch?accounts=A']) {
    expect(problemOf(await http.get(`/v1/${path}`))).toMatchObject({ status: 503, code: 'unavailable' });
  }
  expect(await http.lines(deposit(), deposit())).toMatchObject([
    { t: 'error', id: 1, code: 'unavailable', retryable: true },
    { t: 'error', id: 2, code: 'unavailable', retryable: true },
  ]);
  disk.isFull = false;
  await expect.poll(async () => (await http.post(command)).status, patience).toBe(200);
});

test('a watcher that goes away before its watch has begun leaves nothing behind', async () => {
  const { hub, http, disk } = await setUp();
  const open = disk.gate.close();
  const command = http.post(deposit());
  const socket = connected(hub);
  socket.write(`GET /v1/watch?accounts=A HTTP/1.1\r\nhost: ${new URL(hub.url).host}\r\n\r\n`);
  const connections = async (): Promise<string | undefined> =>
    /^florin_connections (\d+)$/m.exec((await http.get('/metrics')).text)?.[1];
  await expect.poll(connections, patience).toBe('1');
  socket.destroy();
  await once(socket, 'close');
  await expect.poll(connections, patience).toBe('0');
  open();
  expect((await command).status).toBe(200);
  expect(await connections()).toBe('0');
});
