import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { limits } from '../../server/limits.ts';
import { balanceOf, openAccounts } from '../support/errands.ts';
import { HttpAsker, problemOf } from '../support/http-asker.ts';
import { newKey } from '../support/new-key.ts';
import { patience } from '../support/patience.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

/** Many commands in one body, a line each. */

const server = await ServerProcess.start({ args: ['--no-demo'] });
const client = await RawClient.connect(server.url);
const http = new HttpAsker(server.url);
await openAccounts(client, 'bank', { X: '1000', Y: '1000' });
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

function deposit(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> & { key: string } {
  return { t: 'deposit', account: 'X', amount: '1', ...fields, key: String(fields.key ?? newKey()) };
}

test('each line is answered, in order, under its id or its number; one that fails stops no other', async () => {
  const before = Number(await balanceOf(client, 'X'));
  const replies = await http.lines(
    deposit(),
    'not JSON',
    '',
    deposit({ id: 'mine' }),
    deposit({ account: 'nobody' }),
    '  ',
    { t: 'get', accounts: ['X'] },
    { t: 'deposit', account: 'X', amount: '1' },
    deposit({ id: -1 }),
    [],
    deposit(),
  );
  expect(replies).toMatchObject([
    { t: 'ok', id: 1 },
    { t: 'error', id: 2, code: 'bad_request' },
    { t: 'ok', id: 'mine' },
    { t: 'error', id: 5, code: 'unknown_account' },
    { t: 'error', id: 7, code: 'bad_request' },
    { t: 'error', id: 8, code: 'bad_request', message: 'key is missing' },
    { t: 'error', id: 9, code: 'bad_request' },
    { t: 'error', id: 10, code: 'bad_request' },
    { t: 'ok', id: 11 },
  ]);
  expect(Number(await balanceOf(client, 'X'))).toBe(before + 3);
});

test('a key that comes again is answered as before, though it has to be looked up', async () => {
  // Keys that are not ordered by time are looked up, and what comes behind them waits.
  const [first, second] = [deposit({ key: `hand.${newKey()}` }), deposit({ key: `hand.${newKey()}` })];
  const lines = [first, second, { ...first, id: 'again' }, { ...second, amount: '2' }, deposit()];
  expect(await http.lines(...lines)).toMatchObject([
    { t: 'ok', id: 1 },
    { t: 'ok', id: 2 },
    { t: 'ok', id: 'again', replayed: true, tx: { key: first.key } },
    { t: 'error', id: 4, code: 'key_reused' },
    { t: 'ok', id: 5 },
  ]);
  expect(await http.lines(...lines)).toMatchObject(
    [1, 2, 'again', 4, 5].map((id) =>
      id === 4 ? { t: 'error', code: 'key_reused' } : { id, replayed: true },
    ),
  );
});

test('batches are taken as over a socket: one by one, or all together', async () => {
  const commands = [deposit({ id: 'a' }), deposit({ id: 'b', account: 'nobody' }), deposit({ id: 'c' })];
  expect(await http.lines(deposit(), { t: 'batch', commands }, deposit())).toMatchObject([
    { t: 'ok', id: 1 },
    { t: 'ok', id: 'a' },
    { t: 'error', id: 'b', code: 'unknown_account' },
    { t: 'ok', id: 'c' },
    { t: 'batch', id: 2, ok: 2, refused: 1 },
    { t: 'ok', id: 3 },
  ]);
  const together = [
    deposit({ id: 'a' }),
    { t: 'transfer', id: 'b', key: newKey(), from: 'X', to: 'Y', amount: '1' },
  ];
  expect(await http.lines({ t: 'batch', id: 'both', atomic: true, commands: together })).toMatchObject([
    { t: 'ok', id: 'a' },
    { t: 'ok', id: 'b' },
    { t: 'batch', id: 'both', ok: 2, refused: 0 },
  ]);
});

test('ten thousand lines are answered one for one, and one more does nothing at all', async () => {
  const short = (nth: number): object => ({ t: 'deposit', key: `n${nth}`, account: 'Y', amount: '0.01' });
  const lines = Array.from({ length: limits.bodyLines }, (_, nth) => short(nth));
  const before = Number(await balanceOf(client, 'Y'));
  const tooMany = [...lines, short(limits.bodyLines)].map((line) => JSON.stringify(line)).join('\n');
  const refused = await http.post(tooMany, { 'content-type': 'application/x-ndjson' });
  expect(problemOf(refused)).toMatchObject({ status: 413 });
  const replies = await http.lines(...lines);
  expect(replies.map((reply) => ('id' in reply ? [reply.t, reply.id] : reply))).toEqual(
    lines.map((_, nth) => ['ok', nth + 1]),
  );
  expect(Number(await balanceOf(client, 'Y'))).toBeCloseTo(before + limits.bodyLines / 100, 5);
});

test('a body of no lines, and one with a key for them all, are refused', async () => {
  const type = { 'content-type': 'application/x-ndjson; charset=UTF-8' };
  expect(problemOf(await http.post('\n \n', type))).toMatchObject({ status: 400 });
  const line = deposit();
  const answer = await http.post(line, { ...type, 'idempotency-key': line.key });
  expect(problemOf(answer)).toMatchObject({ status: 400 });
  expect((await http.get(`/v1/outcomes/${line.key}`)).status).toBe(404);
});

test('all lines are taken where the client goes away and reads none of the replies', async () => {
  const before = Number(await balanceOf(client, 'X'));
  const lines = Array.from({ length: 5_000 }, () => deposit({ amount: '0.01' }));
  const body = lines.map((line) => JSON.stringify(line)).join('\n');
  const { hostname, port, host } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.pause();
  socket.write(
    `POST /v1/commands HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/x-ndjson\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  const [first, last] = [lines[0]?.key, lines.at(-1)?.key];
  await expect.poll(async () => (await http.get(`/v1/outcomes/${first}`)).status, patience).toBe(200);
  socket.destroy();
  await once(socket, 'close');
  await expect.poll(async () => (await http.get(`/v1/outcomes/${last}`)).status, patience).toBe(200);
  expect(Number(await balanceOf(client, 'X'))).toBeCloseTo(before + 50, 5);
});

test('commands over HTTP are counted as those of sockets are', async () => {
  await using own = await ServerProcess.start();
  const asker = new HttpAsker(own.url);
  const line = { t: 'deposit', key: newKey(), account: 'A', amount: '1' };
  await asker.lines(line, line, { ...line, amount: '2' }, { ...line, key: newKey(), account: 'nobody' });
  await asker.post({ ...line, key: newKey() });
  const { text } = await asker.get('/metrics');
  for (const [outcome, count] of [
    ['ok', 2],
    ['replayed', 1],
    ['key_reused', 1],
    ['unknown_account', 1],
  ]) {
    expect(text).toContain(`florin_commands_total{kind="deposit",outcome="${outcome}"} ${count}\n`);
  }
});
