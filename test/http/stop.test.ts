import { Agent, request } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { balanceOf } from '../support/errands.ts';
import { EventReader } from '../support/event-reader.ts';
import { HttpAsker } from '../support/http-asker.ts';
import { newKey } from '../support/new-key.ts';
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

test('a stop ends event streams whole, with a hint when to come back, and a resumed one has no gap', async () => {
  const server = await start();
  const http = new HttpAsker(server.url);
  const path = '/v1/watch?accounts=A';
  await using reader = await EventReader.open(server.url, path);
  await reader.next();
  await http.post({ t: 'deposit', key: newKey(), account: 'A', amount: '1' });
  await reader.next();
  expect(await server.kill('SIGTERM')).toBe(0);
  expect(await reader.ended()).toBe('whole');
  expect(reader.others).toContain('retry: 1000');
  await server.restart();
  await http.post({ t: 'deposit', key: newKey(), account: 'A', amount: '2' });
  await using again = await EventReader.open(server.url, path, { 'last-event-id': reader.lastId });
  expect((await again.next()).data).toContain('"recovered":true');
  expect((await again.next()).data).toContain('"amount":"2.00"');
});

test('kill -9 leaves a reader an id to go on from', async () => {
  const server = await start();
  const http = new HttpAsker(server.url);
  await using reader = await EventReader.open(server.url, '/v1/watch?accounts=*');
  await reader.next();
  const first = await http.post({ t: 'deposit', key: newKey(), account: 'A', amount: '1' });
  expect(first.status).toBe(200);
  await reader.next();
  await server.kill('SIGKILL');
  expect(await reader.ended()).toBe('cut');
  await server.restart();
  await http.post({ t: 'deposit', key: newKey(), account: 'B', amount: '2' });
  await using again = await EventReader.open(server.url, '/v1/watch?accounts=*', {
    'last-event-id': reader.lastId,
  });
  expect((await again.next()).data).toContain('"recovered":true');
  expect((await again.next()).data).toContain('"amount":"2.00"');
});

test('a stop answers each line it has taken: done, or unavailable', async () => {
  const server = await start();
  const deposit = (nth: number): string =>
    JSON.stringify({ t: 'deposit', id: nth, key: newKey(), account: 'A', amount: '0.01' });
  const lines = Array.from({ length: 8_000 }, (_, nth) => deposit(nth));
  const agent = new Agent();
  cleanUps.push(async () => agent.destroy());
  const asking = request(`${server.pageUrl}v1/commands`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    agent,
  });
  asking.end(lines.join('\n'));
  let text = '';
  let stopped: Promise<unknown> | undefined;
  await new Promise<void>((resolve, reject) => {
    asking.on('error', reject);
    asking.on('response', (response) => {
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        stopped ??= server.kill('SIGTERM');
        text += chunk;
      });
      response.on('end', resolve).on('error', reject);
    });
  });
  expect(await stopped).toBe(0);
  const replies = text.trimEnd().split('\n');
  expect(replies).toHaveLength(lines.length);
  const done = replies.filter((reply) => reply.startsWith('{"t":"ok"')).length;
  expect(replies.filter((reply) => reply.includes('"code":"unavailable"'))).toHaveLength(lines.length - done);
  await server.restart();
  await using client = await RawClient.connect(server.url);
  expect(await balanceOf(client, 'A')).toBe((1000 + done / 100).toFixed(2));
});
