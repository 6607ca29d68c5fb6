import { afterAll, expect, test } from 'vitest';
import { patience } from '../../support/patience.ts';
import { RawClient } from '../../support/raw-client.ts';
import { TestedHub } from '../tested-hub.ts';
import { BarePeer, pongsIn } from './bare-peer.ts';
import { ping } from './client-frame.ts';

const hub = await TestedHub.start();
afterAll(() => hub[Symbol.asyncDispose]());

const payload = (number: number): string => `${number}`.padEnd(125);
const pings = (first: number, count: number): Buffer =>
  Buffer.concat(Array.from({ length: count }, (_, at) => ping(payload(first + at))));

test('1,000 pings in one write are answered, the last of them at any rate (R7)', async () => {
  await using peer = await BarePeer.connect(hub.url);
  await peer.write(pings(0, 1_000));
  await peer.until((frame) => pongsIn([frame]).includes(payload(999)));
  expect(pongsIn(peer.frames).at(-1)).toBe(payload(999));
  expect(peer.isOver).toBe(false);
});

test('a peer that only pings and never reads costs nothing, and hears of its newest ping when it reads (R7)', async () => {
  await using neighbour = await RawClient.connect(hub.url);
  await using peer = await BarePeer.connect(hub.url);
  peer.socket.pause();
  // Until the system holds no more pongs, and ten times that.
  let sent = 0;
  while ((await hub.metric('florin_unsent_bytes')) === 0) {
    await peer.write(pings(sent, 4_000));
    sent += 4_000;
  }
  const last = sent * 10;
  while (sent < last) {
    await peer.write(pings(sent, 4_000));
    sent += 4_000;
  }
  expect(await neighbour.ask({ t: 'ping', id: 1 })).toMatchObject({ t: 'pong' });
  expect(await hub.metric('florin_unsent_bytes')).toBeLessThan(unsentMax);
  peer.socket.resume();
  await peer.until((frame) => pongsIn([frame]).includes(payload(last - 1)));
  expect(peer.isOver).toBe(false);
  await expect.poll(() => hub.metric('florin_unsent_bytes'), patience).toBe(0);
});

/** What the stream takes in before it says that it is full, and one pong more. */
const unsentMax = 64 * 1_024;
