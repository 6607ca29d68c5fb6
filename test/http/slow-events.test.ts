import { createServer, type ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventsForm } from '../../server/http/api/events.ts';
import { linesForm, ResponseWire, type WireForm } from '../../server/http/api/response-wire.ts';
import { limits } from '../../server/limits.ts';
import { MessageSchema } from '../../shared/down.ts';
import { doneAll, openAccounts, stateOf } from '../support/errands.ts';
import { EventReader } from '../support/event-reader.ts';
import { patience } from '../support/patience.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

/** Readers of events that do not take what they are sent. */

const server = await ServerProcess.start({ args: ['--no-demo'] });
let client: RawClient;
beforeAll(async () => {
  client = await RawClient.connect(server.url);
  await openAccounts(client, 'bank', { X: '1000', Y: '1000' });
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** More than the buffers of the system take for a reader that reads nothing. */
const transactions = 12_000;
const portion = 500;
const memo = '😀'.repeat(140);

test('a slow reader is told what it missed, and its neighbours notice nothing', async () => {
  await using slow = await EventReader.open(server.url, '/v1/watch?accounts=X');
  await using beside = await EventReader.open(server.url, '/v1/watch?accounts=X');
  await slow.next();
  await beside.next();
  slow.response.pause();
  for (let sent = 0; sent < transactions; sent += portion) {
    const done = await doneAll(
      client,
      Array.from({ length: portion }, () => ({ t: 'transfer', from: 'X', to: 'Y', amount: '0.01', memo })),
    );
    for (const { seq } of done) expect((await beside.next()).id).toMatch(new RegExp(`:${seq}$`));
  }
  slow.response.resume();
  const [last] = await stateOf(client, 'X');
  let known = 0;
  let lagged = 0;
  for (let version = 0; version !== last?.version; ) {
    const { data, id } = await slow.next();
    const message = MessageSchema.parse(JSON.parse(data));
    if (message.t === 'lagged') {
      lagged += 1;
      // It does not know yet what it missed.
      expect(id).toBeUndefined();
      continue;
    }
    const seq = Number(id?.split(':')[1]);
    expect(seq).toBeGreaterThan(known);
    known = seq;
    const states = message.t === 'tx' ? message.tx.legs : message.t === 'snapshot' ? message.accounts : [];
    version = states.find(({ account }) => account === 'X')?.version ?? version;
  }
  expect(lagged).toBeGreaterThan(0);
});

/** An answer that is being written, and the reader of it. */
async function writing(
  form: WireForm,
  use: (wire: ResponseWire, reader: EventReader, response: ServerResponse) => Promise<void>,
): Promise<void> {
  let begun: (response: ServerResponse) => void = () => undefined;
  const response = new Promise<ServerResponse>((resolve) => (begun = resolve));
  await using http = createServer((_, outgoing) => {
    outgoing.flushHeaders();
    begun(outgoing);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  await using reader = await EventReader.open(`http://127.0.0.1:${address.port}`, '/');
  const outgoing = await response;
  await use(new ResponseWire(outgoing, form, 0), reader, outgoing);
  http.closeAllConnections();
}

describe('an answer that goes on', () => {
  const frame = 'x'.repeat(64 * 1024);

  /** Writes until the system takes no more and this much is left unsent. */
  async function fill(wire: ResponseWire, unsentBytes: number): Promise<void> {
    while (wire.unsentBytes < unsentBytes) {
      wire.send(frame);
      await turn();
    }
  }

  test('is cut off when its reader takes nothing for 30 s while something waits', async () => {
    await writing(linesForm, async (wire, reader) => {
      reader.response.pause();
      await fill(wire, 512 * 1024);
      wire.check(0);
      wire.check(1_000);
      wire.check(1_000 + limits.noProgressMs);
      expect(wire.isOpen).toBe(true);
      wire.check(1_001 + limits.noProgressMs);
      expect(wire.isOpen).toBe(false);
      reader.response.resume();
      expect(await reader.ended()).toBe('cut');
    });
  });

  test('is cut off likewise when it has ended and the rest of it is not read', async () => {
    await writing(linesForm, async (wire, reader, response) => {
      reader.response.pause();
      await fill(wire, 512 * 1024);
      wire.end();
      wire.check(0);
      wire.check(1_000);
      expect(response.destroyed).toBe(false);
      wire.check(1_001 + limits.noProgressMs);
      expect(response.destroyed).toBe(true);
    });
  });

  test('is cut off when its reader leaves more than 4 MiB unread', async () => {
    await writing(linesForm, async (wire, reader) => {
      reader.response.pause();
      await fill(wire, limits.unsentBytesMax + 1);
      expect(wire.isOpen).toBe(true);
      wire.send(frame);
      expect(wire.isOpen).toBe(false);
    });
  });

  test('waits for room until its reader has taken what there was, or is gone', async () => {
    await writing(linesForm, async (wire, reader) => {
      reader.response.pause();
      await fill(wire, 512 * 1024);
      const room = wire.room();
      reader.response.resume();
      await room;
      expect(wire.unsentBytes).toBe(0);
      reader.response.pause();
      await fill(wire, 512 * 1024);
      reader.response.destroy();
      await wire.room();
      expect(wire.isOpen).toBe(false);
    });
  });

  test('shows after 15 s of silence that it lives, where events are read', async () => {
    await writing(eventsForm('epoch'), async (wire, reader) => {
      wire.check(limits.heartbeatMs - 1);
      wire.check(limits.heartbeatMs);
      await expect.poll(() => reader.others, patience).toEqual([': alive']);
    });
    await writing(linesForm, async (wire, reader) => {
      wire.check(limits.heartbeatMs * 10);
      wire.end();
      expect(await reader.ended()).toBe('whole');
      expect(reader.others).toEqual([]);
    });
  });
});

test('a message is an event with its type, and with an id where it tells all up to its seq', () => {
  const { write } = eventsForm('e-1');
  for (const [message, event, id] of [
    ['{"t":"watching","id":1,"watch":1,"seq":9,"recovered":true}', 'watching', 'e-1:9'],
    [
      '{"t":"watching","id":1,"watch":1,"seq":9,"recovered":false,"accounts":[],"more":true}',
      'watching',
      undefined,
    ],
    [
      '{"t":"snapshot","watch":1,"seq":9,"accounts":[{"account":"A","version":3}],"more":true}',
      'snapshot',
      undefined,
    ],
    ['{"t":"snapshot","watch":1,"seq":9,"accounts":[],"more":false}', 'snapshot', 'e-1:9'],
    ['{"t":"tx","watch":1,"prev":8,"tx":{"seq":9,"memo":"\\"more\\":true}","legs":[]}}', 'tx', 'e-1:9'],
    ['{"t":"balances","watch":1,"prev":8,"seq":9,"accounts":[]}', 'balances', 'e-1:9'],
    ['{"t":"lagged","watch":1,"from":8,"to":9}', 'lagged', undefined],
  ]) {
    const idLine = id === undefined ? '' : `id: ${id}\n`;
    expect(write(message ?? '')).toBe(`event: ${event}\n${idLine}data: ${message}\n\n`);
  }
});
