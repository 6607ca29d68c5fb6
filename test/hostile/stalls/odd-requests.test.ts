import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAccounts } from '../../support/errands.ts';
import { HttpAsker } from '../../support/http-asker.ts';
import { RawClient } from '../../support/raw-client.ts';
import { ServerProcess } from '../../support/server-process.ts';
import { BarePeer, closeIn, saidIn } from '../frames/bare-peer.ts';
import { opcodes, request, text as textFrame } from '../frames/client-frame.ts';

/** Requests that two readers could understand in two ways: the hub answers what is plain, and ends the rest. */

const server = await ServerProcess.start({ args: ['--no-demo'] });
const http = new HttpAsker(server.url);
const { host, hostname, port } = new URL(server.url);
beforeAll(async () => {
  await using client = await RawClient.connect(server.url);
  await openAccounts(client, 'bank', { X: '0' });
});
afterAll(() => server[Symbol.asyncDispose]());

const command = '{"t":"deposit","key":"smuggled","account":"X","amount":"1"}';
const post = (headers: string, body: string): string =>
  `POST /v1/commands HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n${headers}\r\n${body}`;
const get = (headers: string, path = '/v1/trial'): string =>
  `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${headers}\r\n`;
const length = `Content-Length: ${command.length}\r\n`;
const whole = post(length, command);
const chunked = 'Transfer-Encoding: chunked\r\n';
const upgrade =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';

/** The statuses of the first answers to these bytes; fewer where the hub ends the connection before. */
async function answersTo(bytes: string, count = 1): Promise<number[]> {
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(Buffer.from(bytes, 'latin1'));
  let statuses: number[] = [];
  await new Promise<void>((resolve) => {
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      statuses = [...answer.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status));
      if (statuses.length >= count) resolve();
    });
    socket.once('close', () => resolve());
  });
  socket.destroy();
  return statuses;
}

describe('is refused, and nothing hidden in it acts:', () => {
  test.each<[what: string, bytes: string, status: number]>([
    ['two lengths', post(`${length}Content-Length: 5\r\n`, command), 400],
    ['the same length twice', post(length + length, command), 400],
    ['chunks and a length', post(chunked + length, `0\r\n\r\n${whole}`), 400],
    ['a length and chunks', post(`Content-Length: 4\r\n${chunked}`, `0\r\n\r\n${whole}`), 400],
    ['two encodings', post(`${chunked}Transfer-Encoding: identity\r\n`, `0\r\n\r\n${whole}`), 400],
    ['an unknown encoding', post('Transfer-Encoding: xchunked\r\n', `0\r\n\r\n${whole}`), 400],
    ['a space before the colon', post('Transfer-Encoding : chunked\r\n', `0\r\n\r\n${whole}`), 400],
    ['a control before the encoding', post('Transfer-Encoding: \x0bchunked\r\n', `0\r\n\r\n${whole}`), 400],
    ['a length with a sign', post(`Content-Length: +${command.length}\r\n`, command), 400],
    ['a length below zero', post('Content-Length: -1\r\n', command), 400],
    ['a length in hexadecimal', post('Content-Length: 0x10\r\n', command), 400],
    ['a length beyond all numbers', post('Content-Length: 99999999999999999999\r\n', command), 400],
    ['a folded header', post(`X-A: a\r\n  b\r\n${length}`, command), 400],
    ['bare line feeds', whole.replaceAll('\r\n', '\n'), 400],
    ['a bare carriage return', post(`X-A: a\r${length}`, command), 400],
    ['NUL in a header', post(`X-A: a\0b\r\n${length}`, command), 400],
    ['a chunk beyond all numbers', post(chunked, `FFFFFFFFFFFFFFFFF\r\n${whole}`), 400],
    ['a chunk of no number', post(chunked, `zz\r\n${whole}`), 400],
    ['chunks with bare line feeds', post(chunked, `2\n{}\n0\n\n${whole}`), 400],
    ['a chunk with an endless extension', post(chunked, `2;${'x'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`), 413],
    ['no length at all', post('', command), 400],
    ['a huge header', get(`X-A: ${'x'.repeat(20_000)}\r\n`), 431],
    ['a huge path', get('', `/${'x'.repeat(20_000)}`), 431],
    ['no host', 'GET /v1/trial HTTP/1.1\r\n\r\n', 400],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['a method in small letters', get('').replace('GET', 'get'), 400],
    ['a space in the path', get('', '/v1/accounts/a b'), 400],
    ['bytes in the path', get('', '/v1/accounts/\xff\xfe'), 400],
    ['an expectation that nobody knows', post(`Expect: wonders\r\n${length}`, command), 417],
    ['half a character of a path', get('', '/v1/accounts/%zz'), 400],
  ])('%s', async (_, bytes, status) => {
    expect((await answersTo(bytes))[0]).toBe(status);
    expect((await http.get('/v1/outcomes/smuggled')).status).toBe(404);
  });
});

describe('is no second request:', () => {
  test.each([
    ['the body of a question', get(`Content-Length: ${whole.length}\r\n`) + whole],
    ['the chunks of a question', `${get(chunked)}${whole.length.toString(16)}\r\n${whole}\r\n0\r\n\r\n`],
  ])('%s', async (_, bytes) => {
    expect(await answersTo(bytes + get('', '/nothing'), 2)).toEqual([200, 404]);
    expect((await http.get('/v1/outcomes/smuggled')).status).toBe(404);
  });
});

describe('an upgrade', () => {
  test('may bring its first frames along', async () => {
    await using peer = await BarePeer.connect(server.url, textFrame(request('early')));
    await peer.until((frame) => saidIn([frame]).includes('pong early'));
  });

  test('with a body, or with a second upgrade behind it, is one to a WebSocket that breaks its rules', async () => {
    for (const rest of ['0123456789', get(upgrade, '/ws')]) {
      await using peer = await BarePeer.connect(server.url, Buffer.from(rest));
      await peer.until(({ opcode }) => opcode === opcodes.close);
      expect(closeIn(peer.frames)).toBe(1002);
    }
  });

  test('behind a question that is not answered yet waits for the answer', async () => {
    const answers = await answersTo(get('') + get('', '/v1/accounts') + get(upgrade, '/ws'), 3);
    expect(answers).toEqual([200, 200, 101]);
  });

  test.each([
    ['by POST', get(upgrade, '/ws').replace('GET', 'POST'), 405],
    ['without a key', get(upgrade.replace(/Sec-WebSocket-Key.*\r\n/, ''), '/ws'), 400],
    ['to something else', get('Connection: Upgrade\r\nUpgrade: tcp\r\n', '/ws'), 426],
  ])('%s is refused', async (_, bytes, status) => {
    expect((await answersTo(bytes))[0]).toBe(status);
  });
});
