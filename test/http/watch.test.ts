import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Message, MessageSchema } from '../../shared/down.ts';
import { done, doneAll, openAccounts } from '../support/errands.ts';
import { EventReader, type ReadEvent } from '../support/event-reader.ts';
import { patience } from '../support/patience.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

/** Watching by server-sent events. */

const server = await ServerProcess.start({ args: ['--no-demo'] });
const client = await RawClient.connect(server.url);
let epoch: string;
beforeAll(async () => {
  await openAccounts(client, 'bank', { X: '1000', Y: '1000', Z: '1000' });
  await using welcomed = await RawClient.connect(server.url, { keepWelcome: true });
  epoch = (await welcomed.next('welcome')).epoch;
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

function open(query: string, headers?: Record<string, string>): Promise<EventReader> {
  return EventReader.open(server.url, `/v1/watch?${query}`, headers);
}

/** The message of an event, which has to be named by its type. */
function messageOf({ event, data }: ReadEvent): Message {
  const message = MessageSchema.parse(JSON.parse(data));
  expect(event).toBe(message.t);
  return message;
}

function transfer(from: string, to: string): Promise<{ seq: number }> {
  return done(client, { t: 'transfer', from, to, amount: '0.01' });
}

describe('a watcher', () => {
  test('gets a snapshot and then each transaction of its accounts, whose ids say what it knows', async () => {
    await using reader = await open('accounts=X,Y');
    expect(reader.response.statusCode).toBe(200);
    expect(reader.response.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    const first = await reader.next();
    const watching = messageOf(first);
    if (watching.t !== 'watching') throw new Error(first.data);
    expect(watching.accounts?.map(({ account }) => account)).toEqual(['X', 'Y']);
    expect(first.id).toBe(`${epoch}:${watching.seq}`);
    await done(client, { t: 'deposit', account: 'Z', amount: '1' });
    const [one, two] = [await transfer('X', 'Y'), await transfer('Y', 'Z')];
    let prev = watching.seq;
    for (const { seq } of [one, two]) {
      const event = await reader.next();
      expect(messageOf(event)).toMatchObject({ t: 'tx', prev, tx: { seq } });
      expect(event.id).toBe(`${epoch}:${seq}`);
      prev = seq;
    }
  });

  test('of all, of a ledger, in mode latest, or without a snapshot, is what a socket would watch', async () => {
    await using all = await open('accounts=*');
    await using ledger = await open('ledger=bank&mode=all');
    await using latest = await open('accounts=X&mode=latest');
    await using bare = await open('accounts=X&snapshot=false');
    const counts = [];
    for (const reader of [all, ledger, latest, bare]) {
      const message = messageOf(await reader.next());
      counts.push(message.t === 'watching' ? message.accounts?.length : message);
    }
    expect(counts).toEqual([3, 3, 1, undefined]);
    const { seq } = await transfer('X', 'Y');
    for (const reader of [all, ledger, bare]) {
      expect(messageOf(await reader.next())).toMatchObject({ t: 'tx', tx: { seq } });
    }
    const balances = await latest.next();
    expect(messageOf(balances)).toMatchObject({ t: 'balances', seq, accounts: [{ account: 'X' }] });
    expect(balances.id).toBe(`${epoch}:${seq}`);
  });

  test.each(['all', 'latest'])(
    'in mode %s that was cut off goes on where it was: no gap, nothing twice',
    async (mode) => {
      const seen: number[] = [];
      let lastId = '';
      {
        await using reader = await open(`accounts=X&mode=${mode}`);
        await reader.next();
        for (let nth = 0; nth < 3; nth += 1) {
          const { seq } = await transfer('X', 'Y');
          await reader.next();
          seen.push(seq);
        }
        lastId = reader.lastId;
        reader.response.socket.destroy();
      }
      const missed = await doneAll(
        client,
        Array.from({ length: 50 }, (_, nth) => ({
          t: 'transfer',
          from: nth % 2 === 0 ? 'X' : 'Z',
          to: 'Y',
          amount: '0.01',
        })),
      );
      await using again = await open(`accounts=X&mode=${mode}`, { 'last-event-id': lastId });
      const resumed = await again.next();
      expect(messageOf(resumed)).toMatchObject({ t: 'watching', recovered: true, seq: seen.at(-1) });
      expect(resumed.id).toBe(lastId);
      const { seq: newest } = await transfer('X', 'Y');
      const ofX = missed
        .filter(({ legs }) => legs.some(({ account }) => account === 'X'))
        .map(({ seq }) => seq);
      let prev = seen.at(-1);
      const told: number[] = [];
      while (prev !== newest) {
        const event = messageOf(await again.next());
        if (event.t !== 'tx' && event.t !== 'balances') throw new Error(event.t);
        expect(event.prev).toBe(prev);
        prev = event.t === 'tx' ? event.tx.seq : event.seq;
        told.push(prev);
      }
      if (mode === 'all') expect(told).toEqual([...ofX, newest]);
    },
  );

  test('that comes back to another epoch, or too late, gets a snapshot and is told so', async () => {
    for (const id of ['another-epoch:3', `${epoch}:999999`]) {
      await using reader = await open('accounts=X', { 'last-event-id': id });
      const message = messageOf(await reader.next());
      expect(message).toMatchObject({ t: 'watching', recovered: false, accounts: [{ account: 'X' }] });
    }
  });

  test('says where it goes on from by a parameter too, and its browser says it better', async () => {
    const { seq } = await transfer('X', 'Y');
    await using reader = await open(`accounts=X&since=${epoch}:${seq - 1}`);
    expect(messageOf(await reader.next())).toMatchObject({ recovered: true, seq: seq - 1 });
    expect(messageOf(await reader.next())).toMatchObject({ t: 'tx', tx: { seq } });
    await using again = await open(`accounts=X&since=${epoch}:${seq - 1}`, {
      'last-event-id': `${epoch}:${seq}`,
    });
    expect(messageOf(await again.next())).toMatchObject({ recovered: true, seq });
  });

  test('with an id that is none is refused', async () => {
    for (const id of [
      '7',
      'epoch',
      'epoch:',
      ':7',
      'epoch:-1',
      'epoch:7:8',
      'ep och:7',
      `epoch:${'9'.repeat(16)}`,
    ]) {
      await using reader = await open('accounts=X', { 'last-event-id': id });
      expect([id, reader.response.statusCode]).toEqual([id, 400]);
    }
  });

  test('of many accounts knows nothing by its id before the last part of the snapshot', async () => {
    await using own = await ServerProcess.start({ args: ['--no-demo'] });
    await using teller = await RawClient.connect(own.url);
    await doneAll(
      teller,
      Array.from({ length: 2_500 }, (_, nth) => ({ t: 'open', account: `a${nth}` })),
    );
    await using reader = await EventReader.open(own.url, '/v1/watch?accounts=*');
    const parts = [await reader.next(), await reader.next(), await reader.next()];
    expect(parts.map(({ event, id }) => [event, id === undefined])).toEqual([
      ['watching', true],
      ['snapshot', true],
      ['snapshot', false],
    ]);
    const accounts = parts
      .map(messageOf)
      .flatMap((message) => ('accounts' in message ? (message.accounts ?? []) : []));
    expect(new Set(accounts.map(({ account }) => account)).size).toBe(2_500);
  });

  test('that asks by HEAD learns the type, and watches nothing', async () => {
    const response = await fetch(`http://${new URL(server.url).host}/v1/watch?accounts=X`, {
      method: 'HEAD',
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    expect(await connections()).toBe(1);
  });

  test('counts as a connection for as long as it is there', async () => {
    {
      await using reader = await open('accounts=X');
      await reader.next();
      expect(await connections()).toBe(2);
    }
    await expect.poll(connections, patience).toBe(1);
  });
});

async function connections(): Promise<number> {
  const response = await fetch(`http://${new URL(server.url).host}/metrics`);
  return Number(/^florin_connections (\d+)$/m.exec(await response.text())?.[1]);
}
