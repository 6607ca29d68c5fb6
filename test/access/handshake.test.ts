import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { certificates } from '../support/certificates.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerRun } from '../support/server-run.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';

const impatient = new URL('../support/impatient-hub.js', import.meta.url);

test('whoever connects and agrees on no TLS is cut off, others are served', async () => {
  await using folder = await TemporaryFolder.make();
  const { cert, key } = certificates.first;
  const [certFile, keyFile] = [folder.file('cert.pem'), folder.file('key.pem')];
  writeFileSync(certFile, cert);
  writeFileSync(keyFile, key);
  const args = ['--port', '0', '--data', folder.file('data'), '--tls-cert', certFile, '--tls-key', keyFile];
  await using run = new ServerRun(args, { imports: [impatient] });
  const [url] = await run.prints(/wss:\/\/\S+/);
  const port = Number(new URL(url).port);
  const silent = connect(port, '127.0.0.1');
  const halfway = connect(port, '127.0.0.1');
  // The beginning of a handshake's first record, which announces more.
  halfway.write(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]));
  for (const socket of [silent, halfway]) {
    socket.resume();
    socket.on('error', () => undefined);
  }
  await using client = await RawClient.connect(`wss://localhost:${port}/ws`, { ca: cert });
  await Promise.all([silent, halfway].map((socket) => once(socket, 'close')));
  expect(await client.ask({ t: 'ping', id: 1 })).toMatchObject({ t: 'pong' });
});
