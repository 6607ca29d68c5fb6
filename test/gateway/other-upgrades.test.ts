import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect as tlsConnect } from 'node:tls';
import { afterAll, describe, expect, test } from 'vitest';
import { takeUpgrades } from '../../server/gateway/upgrades.ts';
import { certificates } from '../support/certificates.ts';
import { HttpAsker } from '../support/http-asker.ts';
import { newKey } from '../support/new-key.ts';
import { ServerProcess } from '../support/server-process.ts';
import { ServerRun } from '../support/server-run.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';

/** Upgrades to what the hub does not speak, as Java's HTTP client offers with each request (RFC 9110, section 7.8). */

const server = await ServerProcess.start();
afterAll(() => server[Symbol.asyncDispose]());
const { host, hostname, port } = new URL(server.url);
const http = new HttpAsker(server.url);

const h2c = 'upgrade: h2c\r\nhttp2-settings: AAEAAEAAAAIAAAAB\r\n';
const offered = `connection: upgrade, http2-settings\r\n${h2c}`;
const lastOffered = `connection: upgrade, http2-settings, close\r\n${h2c}`;
const last = 'connection: close\r\n';

function get(path: string, more = '', at = host): string {
  return `GET ${path} HTTP/1.1\r\nhost: ${at}\r\n${more}\r\n`;
}

function post(key: string, more = ''): string {
  const body = JSON.stringify({ t: 'deposit', key, account: 'A', amount: '1' });
  return `POST /v1/commands HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n${more}\r\n${body}`;
}

/** Writes the pieces one after another, and gives all that is answered until the hub closes. */
function answered(...pieces: readonly string[]): Promise<string> {
  const socket = connect(Number(port), hostname);
  socket.setNoDelay(true);
  for (const piece of pieces) socket.write(piece, 'latin1');
  return text(socket);
}

/** An answer without what differs from one to the next. */
function lasting(answer: string): string {
  return answer.replace(/^date: .*\r\n/gim, '').replace(/^connection: .*\r\n/gim, '');
}

function statuses(answers: string): string[] {
  return [...answers.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status = '']) => status);
}

describe('an upgrade to what the hub does not speak', () => {
  test('is ignored, whatever is asked for', async () => {
    for (const path of [
      '/',
      '/livez',
      '/readyz',
      '/v1/accounts/A',
      '/v1/trial',
      '/docs',
      '/no',
      '/v1/no',
      '/ws',
    ]) {
      expect(lasting(await answered(get(path, lastOffered)))).toBe(lasting(await answered(get(path, last))));
    }
    for (const upgrade of ['TLS/1.2', 'h2c, websocket', 'x', 'websocket/13']) {
      const more = `connection: upgrade, close\r\nupgrade: ${upgrade}\r\n`;
      expect([upgrade, statuses(await answered(get('/v1/accounts/A', more)))]).toEqual([upgrade, ['200']]);
    }
    const twice = `connection: upgrade, close\r\nUPGRADE: websocket\r\nUpgrade: h2c\r\n`;
    expect(await answered(get('/ws', twice))).toMatch(
      /^HTTP\/1\.1 426 .*upgrade: websocket\r\nconnection: upgrade, close\r\n/is,
    );
  });

  test('is ignored in HTTP/1.0, which has none', async () => {
    const more = 'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n';
    expect(await answered(get('/ws', more).replace('HTTP/1.1', 'HTTP/1.0'))).toMatch(/^HTTP\/1\.1 426 /);
  });

  test('leaves the connection to the requests behind it, and bodies whole, however they come', async () => {
    const keys = Array.from({ length: 6 }, newKey);
    const [one = '', two = '', three = '', four = '', five = '', six = ''] = keys;
    const chunked = post(five, offered)
      .replace(/content-length: \d+/, 'transfer-encoding: chunked')
      .replace(
        /\r\n\r\n(.*)$/,
        (_, body: string) => `\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
      );
    const all = [
      post(one, offered) + get('/v1/trial') + post(two, offered) + post(three),
      post(four, offered),
      chunked + get('/livez', offered),
    ].join('');
    for (const size of [all.length, 700, 97]) {
      const pieces = all.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
      const answers = await answered(...pieces, post(six, lastOffered));
      expect(statuses(answers)).toEqual(Array(8).fill('200'));
      const told = [...answers.matchAll(/"key":"([^"]+)"|"t":"(trial)"|\r\n(ok)\n/g)].map(
        ([, key, ...others]) => key ?? others.find((other) => other !== undefined),
      );
      expect(told).toEqual([one, 'trial', two, three, four, five, 'ok', six]);
    }
    for (const key of keys) expect((await http.get(`/v1/outcomes/${key}`)).status).toBe(200);
  });

  test('many times on one connection leaves nothing behind', async () => {
    const answers = await answered(get('/livez', offered).repeat(100), get('/livez', lastOffered));
    expect(statuses(answers)).toEqual(Array(101).fill('200'));
    expect(server.output).not.toMatch(/warning/i);
  });

  test('opens no other way in', async () => {
    const strange = `stranger.example:${port}`;
    for (const path of ['/', '/metrics', '/v1/accounts']) {
      expect(statuses(await answered(get(path, lastOffered, strange)))).toEqual(['403']);
    }
    const page = `${lastOffered}origin: http://example.com\r\n`;
    expect(statuses(await answered(get('/v1/accounts', page)))).toEqual(['403']);
  });

  test('lets nothing pass for a request that is the body of another', async () => {
    const key = newKey();
    const hidden = post(key, last);
    const head = `POST /v1/commands HTTP/1.1\r\nhost: ${host}\r\n${offered}`;
    const length = `content-length: ${hidden.length}\r\n`;
    const heads: readonly (readonly [string, RegExp])[] = [
      [`${head}${length}transfer-encoding: chunked\r\n`, /^HTTP\/1\.1 400 /],
      [`${head}transfer-encoding: chunked\r\n content-length: 0\r\n`, /^HTTP\/1\.1 400 /],
      [`${head}${length}content-length: 0\r\n`, /^HTTP\/1\.1 400 /],
      [`${head}transfer-encoding : chunked\r\n`, /^HTTP\/1\.1 400 /],
      [`${head}x: y\n${length}`, /^HTTP\/1\.1 400 /],
      // More headers than Node keeps: its length is among those that it does not tell.
      [`${head}${'a:\r\n'.repeat(1_100)}${length}`, /^HTTP\/1\.1 431 /],
    ];
    for (const [each, status] of heads) expect(await answered(`${each}\r\n${hidden}`)).toMatch(status);
    // It is the body of a command, and no command.
    expect(statuses(await answered(`${head}${length}\r\n${hidden}`, get('/livez', last)))).toEqual([
      '415',
      '200',
    ]);
    expect((await http.get(`/v1/outcomes/${key}`)).status).toBe(404);
  });

  test('takes as large a head as there may be', async () => {
    const large = (bytes: number): string =>
      `${lastOffered}${'a:b\r\n'.repeat(900)}x:${'y'.repeat(bytes)}\r\n`;
    expect(statuses(await answered(get('/livez', large(13_000))))).toEqual(['200']);
    expect(statuses(await answered(get('/livez', large(17_000))))).toEqual(['431']);
  });

  test('is ignored over TLS too', async () => {
    await using folder = await TemporaryFolder.make();
    const [cert, key] = [folder.file('cert.pem'), folder.file('key.pem')];
    writeFileSync(cert, certificates.first.cert);
    writeFileSync(key, certificates.first.key);
    const flags = ['--tls-cert', cert, '--tls-key', key, '--data', folder.file('data')];
    await using run = new ServerRun(['--port', '0', ...flags]);
    const [url] = await run.prints(/wss:\/\/\S+/);
    const at = new URL(url);
    const socket = tlsConnect({ port: Number(at.port), host: at.hostname, ca: certificates.first.cert });
    socket.write(get('/v1/accounts/A', offered, at.host) + get('/livez', offered, at.host));
    socket.write(get('/v1/accounts/B', lastOffered, at.host));
    expect(statuses(await text(socket))).toEqual(['200', '200', '200']);
  });
});

test('a connection that is given back has what a new one has, and the time of an idle one no longer', async () => {
  const plain = createServer({ keepAliveTimeout: 60_000 }, ({ socket, url }, response) => {
    const listeners = socket.eventNames().map((name) => [String(name), socket.listenerCount(name)]);
    response.end(JSON.stringify({ url, timeout: socket.timeout ?? 0, listeners }));
  });
  takeUpgrades(plain, () => expect.fail('nobody asked for a WebSocket'));
  plain.listen(0, '127.0.0.1');
  await once(plain, 'listening');
  const address = plain.address();
  if (address === null || typeof address === 'string') throw new Error('it does not listen on a port');
  const socket = connect(address.port, address.address);
  socket.write(get('/1') + get('/2', offered) + get('/3', offered) + get('/4', lastOffered));
  const bodies = (await text(socket)).match(/^\{.*\}/gm) ?? [];
  plain.close();
  const [first, ...others] = bodies.map((body) => JSON.parse(body));
  expect(others.map(({ url }) => url)).toEqual(['/2', '/3', '/4']);
  for (const { timeout, listeners } of others) {
    expect(timeout).toBe(0);
    expect(new Map(listeners)).toEqual(new Map(first.listeners));
  }
});
