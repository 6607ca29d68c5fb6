import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { CannotConnect, connect, NotSent, OutcomeUnknown } from '../../client/sdk/index.ts';
import { okTo, ScriptedHub, welcome } from './scripted-hub.ts';
import { untilState } from './until-state.ts';

const rent = { from: 'A', to: 'B', amount: '5' };

describe('a lost connection', () => {
  test('sends all unanswered commands again, under the same keys, in the same order and in one frame', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const first = await scripted.welcome();
    const results = ['1', '2', '3'].map((amount) => hub.transfer({ ...rent, amount }));
    const sent = await first.requests(3);
    const [one] = sent;
    if (one === undefined) throw new Error('nothing was sent');
    first.send(okTo(one, 6));
    await results[0];
    results.push(hub.deposit({ account: 'A', amount: '4' }));
    const fourth = await first.request();
    first.cut();

    const second = await scripted.welcome();
    const again = await second.requests(3);
    expect(again).toEqual([sent[1], sent[2], fourth]);
    expect(second.frames).toHaveLength(1);
    second.send(...again.map((request, place) => okTo(request, 7 + place)));
    expect((await Promise.all(results)).map(({ seq }) => seq)).toEqual([6, 7, 8, 9]);
  });

  test('asks unanswered questions again', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const first = await scripted.welcome();
    const pong = hub.ping();
    await first.request();
    first.cut();
    const second = await scripted.welcome();
    const { id } = await second.request();
    second.send({ t: 'pong', id, seq: 5, time: welcome.time });
    expect(await pong).toEqual({ seq: 5, time: welcome.time });
  });

  test('shows in the state, with when the next attempt comes', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    expect(hub.state.kind).toBe('connecting');
    const first = await scripted.welcome();
    expect(await untilState(hub, 'live')).toMatchObject({ epoch: 'e1', principal: 'anonymous' });
    first.socket.close(1012, 'the hub is restarting');
    const state = await untilState(hub, 'reconnecting');
    expect(state).toMatchObject({ attempt: 1, cause: { code: 'unreachable', closeCode: 1012 } });
    expect(state.nextAttemptAtMs).toBeGreaterThanOrEqual(state.sinceMs);
    await scripted.welcome();
    await untilState(hub, 'live');
  });
});

describe('a connection that does not come back', () => {
  test('was lost, and whoever heard of that first closed the hub', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const states: string[] = [];
    hub.on('state', ({ kind }) => states.push(kind));
    const connection = await scripted.welcome();
    const watch = hub.watch(['A']);
    const { id } = await connection.request();
    connection.send({ t: 'watching', id, watch: 1, seq: 5, recovered: false, accounts: [] });
    await watch.ready();
    const closed = new Promise<void>((resolve) => {
      watch.on('state', (state) => state === 'stale' && resolve(hub.close()));
    });
    connection.cut();
    await closed;
    expect(states).toEqual(['live', 'closed']);
    expect(hub.state).toMatchObject({ kind: 'closed', cause: undefined });
  });

  test.each([
    [4500, 'turned_away'],
    [4501, 'turned_away'],
    [1003, 'turned_away'],
  ])('after close code %i everything ends, for the reason %s', async (closeCode, code) => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const connection = await scripted.welcome({ limits: { ...welcome.limits, inflight: 1 } });
    const written = hub.transfer({ ...rent, key: 'written' });
    const unwritten = hub.transfer({ ...rent, key: 'unwritten' });
    const question = hub.ping();
    await connection.request();
    connection.socket.close(closeCode, 'no');
    const cause = expect.objectContaining({ code, closeCode, retryable: false });
    await expect(written).rejects.toMatchObject({ code: 'closed', key: 'written', cause });
    await expect(written).rejects.toBeInstanceOf(OutcomeUnknown);
    await expect(unwritten).rejects.toMatchObject({ code: 'closed', key: 'unwritten', cause });
    await expect(unwritten).rejects.toBeInstanceOf(NotSent);
    await expect(question).rejects.toBeInstanceOf(NotSent);
    await expect(hub.ready()).rejects.toBeInstanceOf(CannotConnect);
    expect(hub.state).toMatchObject({ kind: 'closed', cause });
    await expect(hub.transfer(rent)).rejects.toMatchObject({ code: 'closed', cause });
  });

  test.each([
    ['token', 4003, 'the token has expired'],
    ['token', 1012, 'the token is not valid any more'],
    [undefined, 1012, 'the hub wants a token now'],
  ])('with the token %s, and not let in again after close code %i: %s', async (token, closeCode, message) => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url, { token });
    (await scripted.welcome()).socket.close(closeCode, 'told');
    (await scripted.connection()).socket.close(4501, 'the token is not valid');
    await untilState(hub, 'closed');
    const cause = { code: 'turned_away', closeCode: closeCode === 4003 ? 4003 : 4501, message };
    expect(hub.state).toMatchObject({ kind: 'closed', cause });
  });

  test('a token that has expired is forgiven to whoever shows it again with success', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url, { token: 'token' });
    (await scripted.welcome()).socket.close(4003, 'changed');
    (await scripted.welcome()).socket.close(4501, 'taken away');
    expect(await untilState(hub, 'closed')).toMatchObject({
      cause: { message: expect.stringContaining('not valid') },
    });
  });

  test('nothing listens there, and coming back is switched off', async () => {
    await using hub = connect('ws://127.0.0.1:1', { reconnect: false });
    await expect(hub.transfer(rent)).rejects.toBeInstanceOf(NotSent);
    await expect(hub.ready()).rejects.toMatchObject({ code: 'unreachable', retryable: true });
  });

  test.each([
    ['another version of the protocol', JSON.stringify({ ...welcome, protocol: 2 })],
    ['another first message', '{"t":"pong","id":1,"seq":1,"time":""}'],
    ['what is not JSON', 'hello'],
    ['a welcome of another shape', '{"t":"welcome","protocol":1}'],
  ])('a hub that speaks %s is incompatible', async (_, text) => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    (await scripted.connection()).send(text);
    await expect(hub.ready()).rejects.toMatchObject({ code: 'incompatible', retryable: false });
  });

  test('a hub that breaks the protocol under way leaves outcomes unknown', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const connection = await scripted.welcome();
    const result = hub.transfer({ ...rent, key: 'k1' });
    const { id } = await connection.request();
    connection.send(JSON.stringify({ t: 'ok', id, tx: { seq: 'six' } }));
    await expect(result).rejects.toBeInstanceOf(OutcomeUnknown);
    await expect(result).rejects.toMatchObject({ key: 'k1', cause: { code: 'incompatible' } });
  });

  test('an address that is none is refused at once', () => {
    expect(() => connect('ftp://localhost')).toThrow(expect.objectContaining({ code: 'bad_url' }));
  });
});

test.each(['', 'two words', 'a\nb', 'schlüssel'])('the token %j is refused at once', (token) => {
  const refused = expect.objectContaining({ code: 'bad_token', retryable: false });
  expect(() => connect('ws://127.0.0.1:1', { token })).toThrow(refused);
});

describe('a hub that gives no sign', () => {
  test('after the upgrade is asked whether it lives, then left for another connection', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url, { pingAfterMs: 20, pongWithinMs: 20 });
    const silent = await scripted.welcome();
    expect(await silent.request()).toMatchObject({ t: 'ping' });
    expect(await untilState(hub, 'reconnecting')).toMatchObject({ cause: { code: 'unreachable' } });
    await scripted.welcome();
    await untilState(hub, 'live');
  });

  test('but answers pings keeps its connection', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url, { pingAfterMs: 5, pongWithinMs: 10_000 });
    const states: string[] = [];
    hub.on('state', ({ kind }) => states.push(kind));
    const connection = await scripted.welcome();
    for (let round = 0; round < 5; round += 1) {
      const { id } = await connection.request();
      connection.send({ t: 'pong', id, seq: 5, time: welcome.time });
    }
    expect(states).toEqual(['live']);
  });

  test('before its welcome is given up after the time for connecting', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url, { connectTimeoutMs: 20 });
    await scripted.connection();
    expect(await untilState(hub, 'reconnecting')).toMatchObject({ cause: { code: 'unreachable' } });
    await scripted.connection();
  });

  test('before the upgrade is given up too', async () => {
    const server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    {
      await using hub = connect(`127.0.0.1:${address.port}`, { connectTimeoutMs: 20 });
      expect(await untilState(hub, 'reconnecting')).toMatchObject({ cause: { code: 'unreachable' } });
    }
    server.close();
    await once(server, 'close');
  });
});

test('a connection that stands is not held to the time for connecting', async () => {
  await using scripted = await ScriptedHub.listen();
  const connectTimeoutMs = 300;
  await using hub = connect(scripted.url, { connectTimeoutMs });
  const states: string[] = [];
  hub.on('state', ({ kind }) => states.push(kind));
  const connection = await scripted.welcome();
  const untilMs = Date.now() + 2 * connectTimeoutMs;
  while (Date.now() < untilMs) {
    const pong = hub.ping();
    const { id } = await connection.request();
    connection.send({ t: 'pong', id, seq: 5, time: welcome.time });
    await pong;
  }
  expect(states).toEqual(['live']);
});

describe('waiting for the connection', () => {
  test('ends when it stands, also with "await connect"', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = await connect(scripted.url);
    const ready = hub.ready();
    await scripted.welcome();
    await ready;
    await hub.ready();
  });

  test('that ends with the time given tells why the last attempt failed', async () => {
    await using hub = connect('ws://127.0.0.1:1');
    const { cause } = await untilState(hub, 'reconnecting');
    expect(cause).toMatchObject({ code: 'unreachable', message: 'connection refused' });
    const failure = { code: 'unreachable', message: 'no connection within 1 ms: connection refused' };
    await expect(hub.ready({ timeoutMs: 1 })).rejects.toMatchObject({
      ...failure,
      cause: { code: cause.code },
    });
  });

  test('ends with the time or the signal given', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    await expect(hub.ready({ timeoutMs: 5 })).rejects.toMatchObject({ code: 'unreachable' });
    const controller = new AbortController();
    const ready = hub.ready({ signal: controller.signal });
    controller.abort('enough');
    await expect(ready).rejects.toMatchObject({ code: 'aborted', cause: 'enough' });
    await expect(hub.ready({ signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
  });
});
