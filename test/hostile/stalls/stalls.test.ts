import { afterAll, beforeAll, expect, test } from 'vitest';
import { balanceOf, openAccounts } from '../../support/errands.ts';
import { patience } from '../../support/patience.ts';
import { RawClient } from '../../support/raw-client.ts';
import { clientFrame, opcodes } from '../frames/client-frame.ts';
import { TestedHub, type Usage } from '../tested-hub.ts';
import { Neighbour } from './neighbour.ts';
import { StalledPeers } from './stalled-peers.ts';

/** Peers that begin something and do not go on: each is ended in time, and nobody else notices. */

const hub = await TestedHub.start(new URL('../../support/impatient-hub.js', import.meta.url));
afterAll(() => hub[Symbol.asyncDispose]());
let before: Usage;
beforeAll(async () => {
  await using client = await RawClient.connect(hub.url);
  await openAccounts(client, 'bank', { X: '0' });
  before = await hub.usage();
});

const { host } = new URL(hub.url);
const upgrade =
  `GET /ws HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';
const post = `POST /v1/commands HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n`;
const started = '{"t":"deposit","key":"stalled","account":"X","amount":"1"';
const halfFrame = clientFrame(opcodes.text, '{"t":"ping","id":1}').subarray(0, 12).toString('latin1');
const fragment = clientFrame(opcodes.text, '', { fin: false }).toString('latin1');
const more = clientFrame(opcodes.continuation, '', { fin: false }).toString('latin1');
const slowly = { everyMs: 100 };

test.each<[what: string, count: number, bytes: string, piece: string, status: number]>([
  ['connections that send nothing', 1_000, '', '', 408],
  ['upgrades that are never completed', 1_000, upgrade, '', 408],
  ['headers that trickle', 200, `GET /v1/trial HTTP/1.1\r\nHost: ${host}\r\n`, 'x', 408],
  ['header after header', 200, `GET /v1/trial HTTP/1.1\r\nHost: ${host}\r\n`, 'x: y\r\n', 408],
  ['empty lines before a request', 200, '', '\r\n', 408],
  ['bodies that stop', 200, `${post}Content-Length: 1000\r\n\r\n${started}`, '', 408],
  ['bodies that trickle', 200, `${post}Content-Length: 100000\r\n\r\n${started}`, ' ', 408],
  ['bodies that trickle in chunks', 200, `${post}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n', 408],
  [
    'bodies of which all is promised and nothing comes',
    200,
    `${post}Content-Length: 1048576\r\n\r\n`,
    '',
    408,
  ],
  ['half frames', 1_000, `${upgrade}\r\n${halfFrame}`, '', 101],
  ['fragments without end', 200, `${upgrade}\r\n${fragment}`, more, 101],
  ['peers that never answer a ping', 200, `${upgrade}\r\n`, '', 101],
])('%s are ended', async (_, count, bytes, piece, status) => {
  await using client = await RawClient.connect(hub.url);
  await using neighbour = new Neighbour(client, 'X');
  {
    const trickle = piece === '' ? undefined : { piece, ...slowly };
    await using peers = await StalledPeers.open(hub.url, count, bytes, trickle);
    await peers.ended();
    // Whoever is still writing when the connection is ended may never read why.
    const mayMiss = piece === '' ? [status] : [status, 0];
    for (const each of peers.statuses) expect(mayMiss).toContain(each);
  }
  expect(await neighbour.stop()).toBeGreaterThan(0);
  await expect.poll(() => hub.metric('florin_connections'), patience).toBe(1);
});

test('what they began has not come to be, and their memory is free again', async () => {
  await using client = await RawClient.connect(hub.url);
  expect(await client.ask({ t: 'outcome', id: 1, key: 'stalled' })).toMatchObject({ code: 'unknown_key' });
  expect(Number(await balanceOf(client, 'X'))).toBeGreaterThan(0);
  const { heapBytes } = await hub.usage();
  expect(heapBytes - before.heapBytes).toBeLessThan(heapGrowthMax);
});

/** The neighbour's transactions are kept for watchers that come back; 5,000 peers of 4 KiB would be more. */
const heapGrowthMax = 16 * 2 ** 20;
