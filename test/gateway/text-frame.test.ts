import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { textFrame } from '../../server/gateway/text-frame.ts';

test('a text of any length and script arrives as it was (R1)', async () => {
  const texts = [0, 1, 124, 125, 126, 127, 65_535, 65_536, 70_000].map((length) => 'x'.repeat(length));
  texts.push('日本語 ß €', `${'é'.repeat(62)}a`, 'é'.repeat(63), '😀'.repeat(20_000));
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  server.on('connection', (_, { socket }) => {
    for (const text of texts) socket.write(textFrame(text));
  });
  const { port } = server.address() as AddressInfo;
  const client = new WebSocket(`ws://127.0.0.1:${port}`);
  const arrived: string[] = [];
  await new Promise<void>((resolve, reject) => {
    client.on('error', reject);
    client.on('message', (data, isBinary) => {
      arrived.push(isBinary ? 'binary' : data.toString());
      if (arrived.length === texts.length) resolve();
    });
  });
  expect(arrived).toEqual(texts);
  client.terminate();
  server.close();
});
