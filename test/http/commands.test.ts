import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { limits } from '../../server/limits.ts';
import { MessageSchema } from '../../shared/down.ts';
import { balanceOf, openAccounts, transactionOf } from '../support/errands.ts';
import { HttpAsker, problemOf } from '../support/http-asker.ts';
import { newKey } from '../support/new-key.ts';
import { patience } from '../support/patience.ts';
import { RawClient } from '../support/raw-client.ts';
import { rawRequest } from '../support/raw-request.ts';
import { ServerProcess } from '../support/server-process.ts';

const server = await ServerProcess.start({ args: ['--no-demo'] });
const client = await RawClient.connect(server.url);
const http = new HttpAsker(server.url);
await openAccounts(client, 'bank', { X: '1000', Y: '1000' });
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const withoutMarks = (text: string): string => text.trimEnd().replace(/"id":[^,]+,(?:"replayed":true,)?/, '');

describe('one command', () => {
  test('is answered with the reply that a socket gets', async () => {
    const command = { t: 'transfer', id: 'mine', key: newKey(), from: 'X', to: 'Y', amount: '5', memo: 'ü' };
    const { status, headers, text } = await http.post(command);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.has('access-control-allow-origin')).toBe(false);
    expect(JSON.parse(text)).toMatchObject({ t: 'ok', id: 'mine', tx: { key: command.key, amount: '5.00' } });
    client.send({ ...command, id: 7 });
    expect(withoutMarks(await client.replyText(7))).toBe(withoutMarks(text));
  });

  test('needs no id, and takes its key from the header, in quotes or not', async () => {
    for (const quote of ['', '"']) {
      const key = newKey();
      const deposit = { t: 'deposit', account: 'X', amount: '1' };
      const headers = { 'idempotency-key': `${quote}${key}${quote}` };
      const first = await http.post(deposit, headers);
      expect(JSON.parse(first.text)).toMatchObject({ t: 'ok', id: 1, tx: { key } });
      const again = await http.post({ ...deposit, key }, headers);
      expect(JSON.parse(again.text)).toMatchObject({ t: 'ok', id: 1, replayed: true });
      expect(withoutMarks(again.text)).toBe(withoutMarks(first.text));
    }
  });

  test('is the same command under the same key over a socket, however they race', async () => {
    const before = Number(await balanceOf(client, 'Y'));
    const key = newKey();
    const deposit = { t: 'deposit', key, account: 'Y', amount: '1' };
    const overSocket = Array.from({ length: 20 }, (_, id) => client.ask({ ...deposit, id: `race ${id}` }));
    const overHttp = Array.from({ length: 20 }, () => http.post(deposit));
    const texts = (await Promise.all(overHttp)).map(({ text }) => MessageSchema.parse(JSON.parse(text)));
    const replies = [...texts, ...(await Promise.all(overSocket))];
    const firsts = replies.filter((reply) => !('replayed' in reply));
    expect(firsts).toHaveLength(1);
    expect(new Set(replies.map((reply) => transactionOf(reply).seq)).size).toBe(1);
    expect(Number(await balanceOf(client, 'Y'))).toBe(before + 1);
  });

  test('that is refused is a problem, and the same one for ever', async () => {
    const command = { t: 'withdraw', id: 4, key: newKey(), account: 'X', amount: '1000000' };
    const first = problemOf(await http.post(command));
    expect(first).toMatchObject({
      type: '/docs#insufficient_funds',
      status: 422,
      code: 'insufficient_funds',
      retryable: false,
      id: 4,
      key: command.key,
    });
    expect(problemOf(await http.post(command))).toEqual({ ...first, replayed: true });
    expect(await client.ask({ ...command, id: 'socket' })).toMatchObject({
      code: 'insufficient_funds',
      replayed: true,
      message: first.detail,
    });
    expect(problemOf(await http.post({ ...command, amount: '1' }))).toMatchObject({
      status: 409,
      code: 'key_reused',
    });
  });

  test('is done even where the client goes away, and is found under its key', async () => {
    const key = newKey();
    const body = JSON.stringify({ t: 'deposit', key, account: 'X', amount: '1' });
    const { hostname, port, host } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    const head = `POST /v1/commands HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
    socket.end(head + body);
    socket.resume();
    await once(socket, 'close');
    await expect.poll(async () => (await http.get(`/v1/outcomes/${key}`)).status, patience).toBe(200);
  });

  test('of which only a part has come does nothing', async () => {
    const key = newKey();
    const body = JSON.stringify({ t: 'deposit', key, account: 'X', amount: '1' });
    const { hostname, port, host } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.resume();
    socket.end(
      `POST /v1/commands HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${body.length + 1}\r\n\r\n${body}`,
    );
    await once(socket, 'close');
    expect(problemOf(await http.get(`/v1/outcomes/${key}`))).toMatchObject({
      status: 404,
      code: 'unknown_key',
      key,
    });
  });
});

describe('what is no command', () => {
  const good = { t: 'deposit', key: 'good', account: 'X', amount: '1' };
  test.each<[string, unknown, string]>([
    ['is not JSON', '{"t":"deposit"', 'this is not JSON'],
    ['is empty', '', 'this is not JSON'],
    ['is two commands', `${JSON.stringify(good)}\n${JSON.stringify(good)}`, 'this is not JSON'],
    ['is a list', [good], 'a request is a JSON object'],
    ['has no key', { t: 'deposit', account: 'X', amount: '1' }, 'key is missing'],
    ['has a field too many', { ...good, extra: 1 }, 'unknown field "extra"'],
    [
      'names a field twice',
      '{"t":"deposit","key":"k","account":"X","account":"Y","amount":"1"}',
      'a field is named twice',
    ],
    [
      'names __proto__',
      '{"t":"deposit","key":"k","account":"X","amount":"1","__proto__":{}}',
      'unknown field "__proto__"',
    ],
    ['has an id that is none', { ...good, id: -1 }, 'id '],
    ['is a question', { t: 'get', accounts: ['X'] }, 'get is no command'],
    ['is a watch', { t: 'watch', accounts: '*' }, 'watch is no command'],
    ['asks for an outcome', { t: 'outcome', key: 'good' }, 'outcome is no command'],
    ['is a batch', { t: 'batch', commands: [{ ...good, id: 1 }] }, 'application/x-ndjson'],
    ['is of the hub alone', { t: 'expire', key: 'k', hold: 1 }, 'unknown request type'],
  ])('as it %s, is a bad request', async (_, body, message) => {
    const problem = problemOf(await http.post(body));
    expect(problem).toMatchObject({ status: 400, code: 'bad_request', retryable: false });
    expect(problem.detail).toContain(message);
  });

  test.each([
    ['no key', 'white space'],
    ['too long', 'k'.repeat(65)],
    ['empty', ''],
    ['two', 'one, other'],
  ])('as its Idempotency-Key is %s, is a bad request', async (_, key) => {
    const body = { t: 'deposit', account: 'X', amount: '1' };
    expect(problemOf(await http.post(body, { 'idempotency-key': key }))).toMatchObject({ status: 400 });
  });

  test('as its Idempotency-Key is not its key, is a bad request that does nothing', async () => {
    const [key, other] = [newKey(), newKey()];
    const answer = await http.post({ ...good, key }, { 'idempotency-key': other });
    expect(problemOf(answer)).toMatchObject({ status: 400, key });
    for (const each of [key, other]) expect((await http.get(`/v1/outcomes/${each}`)).status).toBe(404);
  });

  test('as it is not UTF-8, is a bad request', async () => {
    const { hostname, port, host } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    const body = Buffer.concat([Buffer.from('{"t":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    socket.write(
      `POST /v1/commands HTTP/1.0\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`,
    );
    socket.write(body);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 400 [\s\S]*not UTF-8/);
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/jsonp',
    '',
  ])('as its content type is %j, is 415', async (type) => {
    const answer = await http.post({ ...good, key: newKey() }, { 'content-type': type });
    expect(problemOf(answer)).toMatchObject({ status: 415, type: 'about:blank', code: 'bad_request' });
    expect(answer.headers.get('accept-post')).toBe('application/json, application/x-ndjson');
  });

  test('as it is compressed, is 415', async () => {
    const answer = await http.post({ ...good, key: newKey() }, { 'content-encoding': 'gzip' });
    expect(answer.status).toBe(415);
  });

  test('as it is longer than 1 MiB, is 413, whether it says so before or not', async () => {
    const key = newKey();
    const tooLong = JSON.stringify({ ...good, key }) + ' '.repeat(limits.bodyBytes);
    expect(problemOf(await http.post(tooLong))).toMatchObject({ status: 413, type: 'about:blank' });
    const chunked = await fetch(`http://${new URL(server.url).host}/v1/commands`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(tooLong));
          controller.close();
        },
      }),
      duplex: 'half',
    });
    expect(chunked.status).toBe(413);
    expect((await http.get(`/v1/outcomes/${key}`)).status).toBe(404);
    const justFits = JSON.stringify({ ...good, key }).padEnd(limits.bodyBytes);
    expect((await http.post(justFits)).status).toBe(200);
  });

  test('as its method is another, is 405 with those that are taken', async () => {
    for (const [path, allow] of [
      ['/v1/commands', 'POST'],
      ['/v1/accounts', 'GET, HEAD'],
      ['/v1/accounts/X/history', 'GET, HEAD'],
      ['/v1/watch', 'GET, HEAD'],
    ] as const) {
      const methods =
        path === '/v1/commands' ? ['GET', 'HEAD', 'PUT'] : ['POST', 'DELETE', 'OPTIONS', 'PATCH'];
      for (const method of methods) {
        const headers = { 'content-length': '0' };
        const { status, headers: told } = await rawRequest(server.pageUrl, path, { method, headers });
        expect([method, status, told.get('allow')]).toEqual([method, 405, allow]);
        expect(told.has('access-control-allow-origin')).toBe(false);
      }
    }
  });
});
