import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { type TLSSocket, connect as tlsConnect } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { connect } from '../../client/sdk/index.ts';
import { Edge } from '../../server/edge.ts';
import { certificates } from '../support/certificates.ts';
import { tokenOf } from '../support/guarded-hub.ts';
import { patience } from '../support/patience.ts';
import { rawRequest } from '../support/raw-request.ts';
import { ServerProcess } from '../support/server-process.ts';
import { ServerRun } from '../support/server-run.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';

describe('a hub that others could reach', () => {
  test('does not start without tokens or TLS, and says what is missing', async () => {
    await using folder = await TemporaryFolder.make();
    const args = ['--host', '0.0.0.0', '--port', '0', '--data', folder.path];
    const refused = async (...more: readonly string[]): Promise<string> => {
      await using run = new ServerRun([...args, ...more]);
      expect(await run.ended()).toBe(1);
      expect(run.output).not.toContain('is ready');
      return run.output;
    };
    expect(await refused()).toMatch(/there are no tokens .* and there is no TLS .* Or say --insecure/);
    tokenOf(folder.path, 'all', '*');
    expect(await refused()).not.toContain('there are no tokens');
    await using run = new ServerRun([...args, '--insecure']);
    await run.prints(/OPEN .*0\.0\.0\.0: whoever reaches this port can listen to those who move money/);
  });
});

test('a hub with a certificate speaks TLS alone, 1.2 at least, and takes a new one on SIGHUP', async () => {
  await using folder = await TemporaryFolder.make();
  const [cert, key] = [folder.file('cert.pem'), folder.file('key.pem')];
  const put = (which: keyof typeof certificates): void => {
    writeFileSync(cert, certificates[which].cert);
    writeFileSync(key, certificates[which].key);
  };
  put('first');
  await using run = new ServerRun([
    ...[
      '--port',
      '0',
      '--data',
      folder.file('data'),
      '--tls-cert',
      cert,
      '--tls-key',
      key,
      '--log-level',
      'info',
    ],
  ]);
  const [url] = await run.prints(/wss:\/\/\S+/);
  const port = Number(new URL(url).port);
  const named = async (): Promise<string> => {
    const socket = tlsConnect({ port, host: '127.0.0.1', rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const { CN } = socket.getPeerCertificate().subject;
    socket.destroy();
    return String(CN);
  };
  expect(await named()).toBe('localhost');

  const old: TLSSocket = tlsConnect({
    port,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    maxVersion: 'TLSv1.1',
  });
  await expect(once(old, 'secureConnect')).rejects.toThrow();

  await using hub = connect(url, { ca: certificates.first.cert });
  await hub.ready();
  await hub.transfer({ from: 'A', to: 'B', amount: '1' });
  await using stranger = connect(url, { reconnect: false });
  await expect(stranger.ready()).rejects.toMatchObject({ code: 'unreachable', message: /self.signed/i });

  const page = get({ host: '127.0.0.1', port, path: '/v1/accounts', ca: certificates.first.cert });
  const [response] = await once(page, 'response');
  expect(response.statusCode).toBe(200);
  response.resume();
  const own = new WebSocket(url, 'florin.v1', {
    ca: certificates.first.cert,
    origin: `https://127.0.0.1:${port}`,
  });
  await once(own, 'open');
  own.terminate();
  const plain = new WebSocket(url, 'florin.v1', {
    ca: certificates.first.cert,
    origin: `http://127.0.0.1:${port}`,
  });
  const [, refused] = await once(plain, 'unexpected-response');
  expect(refused.statusCode).toBe(403);
  plain.on('error', () => undefined);
  plain.terminate();

  put('second');
  run.signal('SIGHUP');
  await expect.poll(named, patience).toBe('second');
  // Those who were connected stay; what cannot be read leaves all as it is.
  await hub.transfer({ from: 'A', to: 'B', amount: '1' });
  writeFileSync(key, 'no key');
  run.signal('SIGHUP');
  await run.prints(/the old one holds/);
  expect(await named()).toBe('second');
});

test.each([
  ['cert.pem', 'no certificate'],
  ['key.pem', certificates.second.key],
])('a hub whose %s is wrong does not start', async (name, text) => {
  await using folder = await TemporaryFolder.make();
  writeFileSync(folder.file('cert.pem'), certificates.first.cert);
  writeFileSync(folder.file('key.pem'), certificates.first.key);
  writeFileSync(folder.file(name), text);
  const files = ['--tls-cert', folder.file('cert.pem'), '--tls-key', folder.file('key.pem')];
  await using run = new ServerRun(['--port', '0', '--data', folder.file('data'), ...files]);
  expect(await run.ended()).toBe(1);
  expect(run.output).toMatch(/does not go with/);
});

describe('pages', () => {
  const asked = (headers: Record<string, string>): Parameters<Edge['refuses']>[0] =>
    Object.assign(Object.create(null), { headers });

  test.each<[string, boolean, readonly string[], Record<string, string>, boolean]>([
    ['the own page', false, [], { origin: 'http://127.0.0.1:7400' }, true],
    ['a page of another scheme', false, [], { origin: 'https://127.0.0.1:7400' }, false],
    ['a page of another scheme', true, [], { origin: 'http://127.0.0.1:7400' }, false],
    ['the own page over TLS', true, [], { origin: 'https://127.0.0.1:7400' }, true],
    ['a page of another port', false, [], { origin: 'http://127.0.0.1:7401' }, false],
    ['no page', false, [], {}, true],
    ['a page without an origin', false, [], { origin: 'null' }, false],
    ['a page that is named', false, ['https://bank.example'], { origin: 'https://bank.example' }, true],
    [
      'a page that is named, of another site',
      ...([
        false,
        ['https://bank.example'],
        { origin: 'https://bank.example', 'sec-fetch-site': 'cross-site' },
        true,
      ] as const),
    ],
    [
      'one that begins like it',
      false,
      ['https://bank.example'],
      { origin: 'https://bank.example.evil' },
      false,
    ],
    [
      'the own page, where others are named',
      false,
      ['https://bank.example'],
      { origin: 'http://127.0.0.1:7400' },
      false,
    ],
  ])('%s (TLS %s, origins %j) with %j: %s', (_, isTls, origins, headers, isLetIn) => {
    const edge = new Edge({ host: '127.0.0.1', isTls, origins });
    expect(edge.refuses(asked({ host: '127.0.0.1:7400', ...headers })) === undefined).toBe(isLetIn);
  });

  test('of strangers whose name points to this machine get nothing from a hub that is for it alone', async () => {
    await using server = await ServerProcess.start();
    const { port } = new URL(server.url);
    for (const path of ['/', '/docs', '/metrics', '/v1/accounts', '/assets/x.js']) {
      const { status, body } = await rawRequest(server.pageUrl, path, {
        headers: { host: `stranger.example:${port}` },
      });
      expect([path, status]).toEqual([path, 403]);
      expect(body.toString()).not.toContain('florin_');
    }
    expect((await rawRequest(server.pageUrl, '/livez', { headers: { host: 'probe' } })).status).toBe(200);
  });
});
