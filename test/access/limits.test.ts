import { expect, test } from 'vitest';
import { Rate, Rates } from '../../server/access/rate.ts';
import { addressOf } from '../../server/gateway/seats.ts';
import { command, openAccounts } from '../support/errands.ts';
import { EventReader } from '../support/event-reader.ts';
import { GuardedHub, tokenOf } from '../support/guarded-hub.ts';
import { newKey } from '../support/new-key.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

test('a rate lets a second of commands through at once, then as many as time allows', () => {
  const rate = new Rate(10);
  const taken = (nowMs: number, times: number): number =>
    Array.from({ length: times }, () => rate.take(1, nowMs)).filter(Boolean).length;
  expect(taken(5_000, 20)).toBe(10);
  expect(taken(5_099, 5)).toBe(0);
  expect(taken(5_100, 5)).toBe(1);
  expect(taken(5_400, 5)).toBe(3);
  expect(taken(60_000, 20)).toBe(10);
  const many = new Rate(10);
  expect(many.take(1_000, 0)).toBe(true);
  expect(many.take(1, 99_000)).toBe(false);
  expect(many.take(1, 99_200)).toBe(true);
});

test('principals have a rate each, however many there are', () => {
  const rates = new Rates(1);
  expect(rates.take('p', 1, 0)).toBe(true);
  expect(rates.take('p', 1, 0)).toBe(false);
  expect(rates.take('q', 1, 0)).toBe(true);
  expect(rates.take('late', 1, 9_500)).toBe(true);
  // So many that those of which nothing is used up are forgotten.
  for (let nth = 0; nth < 3_000; nth += 1) rates.take(`r${nth}`, 1, 10_000);
  expect(rates.take('late', 1, 10_000)).toBe(false);
  expect(rates.take('p', 1, 10_000)).toBe(true);
  expect(rates.take('p', 1, 10_000)).toBe(false);
  expect(new Rates(0).take('p', 1_000_000, 0)).toBe(true);
});

test('who is too fast is told so, nothing is done, and neighbours notice nothing (R137)', async () => {
  const texts: string[] = [];
  await using hub = await GuardedHub.start(
    (data) => texts.push(tokenOf(data, 'fast', '*'), tokenOf(data, 'calm', '*')),
    ['--commands-per-second', '40'],
  );
  const [fast, calm] = [await hub.connect(texts[0] ?? ''), await hub.connect(texts[1] ?? '')];
  await openAccounts(calm, 'bank', { A: '0' });
  const sent = Array.from({ length: 400 }, () => command({ t: 'deposit', account: 'A', amount: '1' }));
  fast.send(...sent);
  const replies = [];
  for (const { id } of sent) replies.push(await fast.reply(id));
  const done = replies.filter(({ t }) => t === 'ok').length;
  const turnedAway = replies.flatMap((reply, nth) => (reply.t === 'error' ? [{ reply, nth }] : []));
  expect(done).toBeGreaterThanOrEqual(40);
  expect(turnedAway.length).toBeGreaterThan(100);
  for (const { reply } of turnedAway) expect(reply).toMatchObject({ code: 'rate_limited', retryable: true });
  expect(await calm.ask({ t: 'get', id: 1, accounts: ['A'] })).toMatchObject({
    accounts: [{ balance: `${done}.00` }],
  });
  expect(await calm.ask(command({ t: 'deposit', account: 'A', amount: '1' }))).toMatchObject({ t: 'ok' });
  // Another connection of the same principal has no other rate, and the key is as it was: never used.
  const again = await hub.connect(texts[0] ?? '');
  const batch = Array.from({ length: 200 }, () => command({ t: 'deposit', account: 'A', amount: '1' }));
  again.send({ t: 'batch', id: 'b1', atomic: true, commands: batch });
  again.send({
    t: 'batch',
    id: 'b2',
    atomic: true,
    commands: [command({ t: 'deposit', account: 'A', amount: '1' })],
  });
  expect(await again.reply('b2')).toMatchObject({ ok: 0, refused: 1 });
  const [first] = turnedAway;
  const key = sent[first?.nth ?? 0]?.key ?? '';
  expect(await fast.ask({ t: 'outcome', id: 'o', key })).toMatchObject({ code: 'unknown_key' });
  const http = await hub.http(texts[0]).post({ t: 'deposit', key: newKey(), account: 'A', amount: '1' });
  expect([http.status, http.headers.get('retry-after')]).toEqual([429, '1']);
});

test('a principal has so many connections, streams too; one more is 4504 or turned away (R137)', async () => {
  const texts: string[] = [];
  await using hub = await GuardedHub.start(
    (data) => texts.push(tokenOf(data, 'one', '*'), tokenOf(data, 'two', '*')),
    ['--principal-connections', '2'],
  );
  const [one = '', two = ''] = texts;
  const first = await hub.connect(one);
  await hub.connect(one);
  await using third = await RawClient.connect(hub.server.url, { token: one, keepWelcome: true });
  expect(await third.closed()).toMatchObject({ code: 4504 });
  await using byHello = await RawClient.connect(hub.server.url, { keepWelcome: true });
  await new Promise((resolve) => byHello.socket.once('open', resolve));
  byHello.send({ t: 'hello', id: 1, token: one });
  expect(await byHello.closed()).toMatchObject({ code: 4504 });
  const watch = '/v1/watch?accounts=*';
  expect((await hub.http(one).get(watch)).status).toBe(503);
  await using stream = await EventReader.open(hub.server.url, watch, { authorization: `Bearer ${two}` });
  await stream.next();
  await hub.connect(two);
  await using more = await RawClient.connect(hub.server.url, { token: two, keepWelcome: true });
  expect(await more.closed()).toMatchObject({ code: 4504 });
  await first[Symbol.asyncDispose]();
  await using again = await RawClient.connect(hub.server.url, { token: one, keepWelcome: true });
  expect(await again.next('welcome')).toMatchObject({ limits: { principalConnections: 2 } });
});

test('an address has so many connections, whoever they say they are; one more is 429', async () => {
  await using server = await ServerProcess.start({ args: ['--address-connections', '2'] });
  await using one = await RawClient.connect(server.url);
  await using _two = await RawClient.connect(server.url);
  const refused = RawClient.connect(server.url);
  await expect(refused).rejects.toThrow('closed with 1006');
  await one[Symbol.asyncDispose]();
  await using again = await RawClient.connect(server.url);
  expect(await again.ask({ t: 'ping', id: 1 })).toMatchObject({ t: 'pong' });
});

test.each([
  ['10.0.0.1', '10.0.0.1'],
  ['::ffff:10.0.0.1', '::ffff:10.0.0.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::9', '2001:db8:1:2'],
  ['2001:db8::9', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
])('%s counts as %s', (remoteAddress, name) => {
  const request: Parameters<typeof addressOf>[0] = Object.assign(Object.create(null), {
    socket: { remoteAddress },
  });
  expect(addressOf(request)).toBe(name);
});
