import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { boundConnections } from '../../server/gateway/open-connections.ts';
import { takeUpgrades } from '../../server/gateway/upgrades.ts';
import { certificates } from '../support/certificates.ts';
import { patience } from '../support/patience.ts';
import { ServerRun } from '../support/server-run.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';

/** A server that lets an address have so many connections. Returns what opens one. */
async function bounded(most: number): Promise<() => Socket> {
  const server = createServer((_, response) => response.end('ok'));
  boundConnections(server, most);
  takeUpgrades(server, () => expect.fail('nobody asked for a WebSocket'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it does not listen on a port');
  return () => connect(address.port, address.address).on('error', () => undefined);
}

const get = 'GET / HTTP/1.1\r\nhost: x\r\n';

test('an address has so many connections that ask for nothing, and another once one of them has ended', async () => {
  const open = await bounded(2);
  const [one, two] = [open(), open()];
  for (const socket of [one, two]) await once(socket, 'connect');
  expect(await text(open())).toBe('');
  one.destroy();
  const asked = async (): Promise<string> => {
    const socket = open();
    socket.write(`${get}connection: close\r\n\r\n`);
    return (await text(socket).catch(() => '')).slice(0, 15);
  };
  await expect.poll(asked, patience).toBe('HTTP/1.1 200 OK');
  await expect.poll(asked, patience).toBe('HTTP/1.1 200 OK');
});

test('a connection that offers other protocols counts once', async () => {
  const open = await bounded(1);
  const socket = open();
  const offer = `${get}upgrade: h2c\r\nconnection: upgrade`;
  socket.write(`${`${offer}\r\n\r\n`.repeat(5)}${offer}, close\r\n\r\n`);
  expect((await text(socket)).match(/HTTP\/1\.1 200/g)).toHaveLength(6);
  const next = async (): Promise<string> => {
    const other = open();
    other.write(`${get}connection: close\r\n\r\n`);
    return (await text(other).catch(() => '')).slice(0, 15);
  };
  await expect.poll(next, patience).toBe('HTTP/1.1 200 OK');
});

test('who never begins the handshake of TLS is cut in the time of a request', async () => {
  await using folder = await TemporaryFolder.make();
  const [cert, key] = [folder.file('cert.pem'), folder.file('key.pem')];
  writeFileSync(cert, certificates.first.cert);
  writeFileSync(key, certificates.first.key);
  const flags = ['--tls-cert', cert, '--tls-key', key, '--data', folder.file('data')];
  await using run = new ServerRun(['--port', '0', '--request-ms', '1000', ...flags]);
  const [url] = await run.prints(/wss:\/\/\S+/);
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  socket.resume();
  await once(socket, 'close');
});
