import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from 'vitest';
import { HttpAsker } from '../support/http-asker.ts';
import { newKey } from '../support/new-key.ts';
import { patience } from '../support/patience.ts';
import { rawRequest } from '../support/raw-request.ts';
import { ServerProcess } from '../support/server-process.ts';

/** Who may ask over HTTP: pages of strangers must not move money, nor learn of it. */

const server = await ServerProcess.start();
const http = new HttpAsker(server.url);
const { host, hostname, port } = new URL(server.url);
afterAll(() => server[Symbol.asyncDispose]());

const paths = ['/v1/accounts', '/v1/transactions', '/v1/trial', '/v1/watch?accounts=*', '/v1/nothing'];

describe('a request', () => {
  test.each<[string, Record<string, string>]>([
    ['a page of another host', { origin: 'http://example.com' }],
    ['a page of this host over TLS, which it has not', { origin: `https://127.0.0.1` }],
    ['a page of another port', { origin: 'http://127.0.0.1:1' }],
    ['a page without a host', { origin: 'null' }],
    ['a page whose host is no host', { origin: 'http://' }],
    ["a stranger's name that points here", { host: `stranger.example:${port}` }],
    [
      "a stranger's page at its name that points here",
      { host: `stranger.example:${port}`, origin: `http://stranger.example:${port}` },
    ],
    ['a host that is none', { host: 'a b' }],
    ['a host with a user', { host: `stranger@evil:${port}` }],
    ['an empty host', { host: '' }],
    ['an image or link in a page of another site', { 'sec-fetch-site': 'cross-site' }],
  ])('from %s is refused, whatever it asks for', async (_, headers) => {
    for (const path of paths) {
      const { status, body } = await rawRequest(server.pageUrl, path, { headers });
      expect([path, status === 403 || status === 400]).toEqual([path, true]);
      expect(body.toString()).not.toContain('balance');
    }
    const key = newKey();
    const command = JSON.stringify({ t: 'deposit', key, account: 'A', amount: '1' });
    const all = { 'content-type': 'application/json', 'content-length': String(command.length), ...headers };
    const socket = connect(Number(port), hostname);
    const lines = Object.entries({ host, ...all }).map(([name, value]) => `${name}: ${value}`);
    socket.write(`${['POST /v1/commands HTTP/1.0', ...lines].join('\r\n')}\r\n\r\n${command}`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 40[03] /);
    expect((await http.get(`/v1/outcomes/${key}`)).status).toBe(404);
  });

  test('from the page of this hub, or by a program, is answered', async () => {
    for (const headers of [
      {},
      { origin: `http://${host}` },
      { host: `localhost:${port}` },
      { host: `localhost:${port}`, origin: `http://localhost:${port}` },
      { host: `[::1]:${port}` },
      { 'sec-fetch-site': 'same-origin' },
    ]) {
      expect((await rawRequest(server.pageUrl, '/v1/accounts', { headers })).status).toBe(200);
    }
  });

  test('gets no leave for pages of others, whatever it asks for', async () => {
    for (const path of [...paths.filter((each) => !each.includes('watch')), '/v1/commands']) {
      const { headers } = await http.get(path);
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });
});

describe('a request that does not name one host', () => {
  const asked = (version: string, path: string, ...lines: readonly string[]): Promise<string> => {
    const socket = connect(Number(port), hostname);
    socket.write(`GET ${path} HTTP/${version}\r\n${lines.join('\r\n')}\r\nconnection: close\r\n\r\n`);
    return text(socket);
  };
  const upgrade = [
    'upgrade: websocket',
    'sec-websocket-version: 13',
    `sec-websocket-key: ${'A'.repeat(22)}==`,
  ];

  test.each<[string, readonly string[]]>([
    ['two', [`host: ${host}`, 'host: stranger.example']],
    ['the same twice', [`host: ${host}`, `HOST: ${host}`]],
    ['none', []],
    ['two in one', [`host: ${host}, ${host}`]],
    ['one with a user', [`host: me@${host}`]],
    ['one with a path', [`host: ${host}/v1`]],
    ['one with a space', ['host: local host']],
  ])('but %s is 400, whatever it asks for (RFC 9112, section 3.2)', async (_, lines) => {
    for (const path of ['/', '/livez', '/metrics', '/v1/accounts', '/v1/no', '/docs']) {
      expect([path, await asked('1.1', path, ...lines)]).toEqual([
        path,
        expect.stringMatching(/^HTTP\/1\.1 400 /),
      ]);
    }
    expect(await asked('1.1', '/ws', ...lines, ...upgrade, 'connection: upgrade')).toMatch(
      /^HTTP\/1\.1 400 /,
    );
  });

  test('but none is answered in HTTP/1.0, where no host is needed', async () => {
    expect(await asked('1.0', '/livez')).toMatch(/^HTTP\/1\.1 200 /);
    expect(await asked('1.0', '/v1/accounts')).toMatch(/^HTTP\/1\.1 403 /);
  });
});

describe('requests one behind the other on a connection', () => {
  function piped(...requests: readonly string[]): Promise<string> {
    const socket = connect(Number(port), hostname);
    socket.write(requests.join(''));
    return text(socket);
  }
  const get = (path: string, more = ''): string => `GET ${path} HTTP/1.1\r\nhost: ${host}\r\n${more}\r\n`;

  test('are answered in order', async () => {
    const answers = await piped(
      get('/v1/accounts/A'),
      get('/v1/accounts/B'),
      get('/v1/trial', 'connection: close\r\n'),
    );
    expect(
      [...answers.matchAll(/"account":"(\w)"|"t":"(trial)"/g)].map(([, account, trial]) => account ?? trial),
    ).toEqual(['A', 'B', 'trial']);
  });

  test('that would wait behind an answer without end are not begun', async () => {
    const socket = connect(Number(port), hostname);
    socket.write(get('/v1/watch?accounts=A') + get('/v1/watch?accounts=B'));
    await expect.poll(() => connections(), patience).toBe(1);
    socket.destroy();
    await expect.poll(() => connections(), patience).toBe(0);
  });
});

async function connections(): Promise<number> {
  return Number(/^florin_connections (\d+)$/m.exec((await http.get('/metrics')).text)?.[1]);
}
