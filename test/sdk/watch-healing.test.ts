import { describe, expect, test } from 'vitest';
import { type Change, connect, type Watch } from '../../client/sdk/index.ts';
import type { Request } from '../../shared/up.ts';
import { busyTo, type ScriptedConnection, ScriptedHub } from './scripted-hub.ts';
import { account, lagged, recovered, snapshotPart, transfer, txEvent, watching } from './watch-messages.ts';

const start = [account('A', 1), account('B', 0)];
const next = txEvent(5, transfer(6, ['A', 2], ['B', 1]));
const afterNext = txEvent(6, transfer(7, ['A', 3], ['B', 2]));

/** Answers the next request, which has to be a watch, as this connection's watch of this id. */
async function answerWatch(
  connection: ScriptedConnection,
  reply: ReturnType<typeof watching>,
  id: number,
): Promise<Request> {
  const request = await connection.request();
  expect(request.t).toBe('watch');
  connection.send({ ...reply, id: request.id, watch: id });
  return request;
}

/** The accounts and versions that come next, as `A2`. */
async function read(loop: AsyncIterator<Change>, count: number): Promise<string[]> {
  const seen: string[] = [];
  while (seen.length < count) {
    const { value, done } = await loop.next();
    if (done) throw new Error('the watch ended early');
    const change: Change = value;
    seen.push(change.kind === 'snapshot' ? 'snapshot' : `${change.account.account}${change.account.version}`);
  }
  return seen;
}

function loopOver(watch: Watch): AsyncIterator<Change> {
  return watch[Symbol.asyncIterator]();
}

test('a watch goes on after a reconnect from the seq that it knows, seamlessly', async () => {
  await using scripted = await ScriptedHub.listen();
  await using hub = connect(scripted.url);
  const loop = loopOver(hub.watch(['A', 'B']));
  const first = await scripted.welcome();
  const asked = await answerWatch(first, watching(5, start), 3);
  expect(asked).toMatchObject({ accounts: ['A', 'B'] });
  first.send({ ...next, watch: 3 });
  expect(await read(loop, 3)).toEqual(['snapshot', 'A2', 'B1']);
  first.cut();

  const second = await scripted.welcome();
  expect(await answerWatch(second, recovered(6), 1)).toMatchObject({ since: { epoch: 'e1', seq: 6 } });
  second.send({ ...afterNext, watch: 1 });
  expect(await read(loop, 2)).toEqual(['A3', 'B2']);
});

test('a gap is healed from the seq before it, and what the old watch still tells is not heard', async () => {
  await using scripted = await ScriptedHub.listen();
  await using hub = connect(scripted.url);
  const watch = hub.watch(['A', 'B']);
  const loop = loopOver(watch);
  const connection = await scripted.welcome();
  await answerWatch(connection, watching(5, start), 3);
  connection.send({ ...afterNext, watch: 3 });
  expect(await connection.request()).toMatchObject({ t: 'unwatch', watch: 3 });
  expect(watch.state).toBe('catching-up');
  connection.send({ ...txEvent(7, transfer(8, ['A', 4], ['B', 3])), watch: 3 });
  expect(await answerWatch(connection, recovered(5), 4)).toMatchObject({ since: { epoch: 'e1', seq: 5 } });
  connection.send({ ...next, watch: 4 }, { ...afterNext, watch: 4 });
  expect(await read(loop, 5)).toEqual(['snapshot', 'A2', 'B1', 'A3', 'B2']);
  expect(watch.state).toBe('live');
});

test('a watch that lagged tells the snapshot that follows as a whole', async () => {
  await using scripted = await ScriptedHub.listen();
  await using hub = connect(scripted.url);
  const loop = loopOver(hub.watch('*'));
  const connection = await scripted.welcome();
  await answerWatch(connection, watching(5, start), 3);
  connection.send(
    { ...lagged(6, 20), watch: 3 },
    { ...snapshotPart(20, [account('A', 9)], true), watch: 3 },
    { ...snapshotPart(20, [account('B', 8)], false), watch: 3 },
  );
  expect(await read(loop, 1)).toEqual(['snapshot']);
  expect(await loop.next()).toMatchObject({
    value: { kind: 'snapshot', seq: 20, accounts: [{ version: 9 }, { version: 8 }] },
  });
});

test('a watch that has begun bears with a hub that is busy when it comes back', async () => {
  await using scripted = await ScriptedHub.listen();
  await using hub = connect(scripted.url);
  const watch = hub.watch(['A', 'B']);
  const first = await scripted.welcome();
  await answerWatch(first, watching(5, start), 3);
  await watch.ready();
  first.cut();
  const second = await scripted.welcome();
  second.send(busyTo(await second.request()));
  expect(await answerWatch(second, recovered(5), 1)).toMatchObject({ since: { epoch: 'e1', seq: 5 } });
  second.send({ ...next, watch: 1 });
  for await (const change of watch) if (change.seq === 6) break;
});

test('a watch that the lost connection did not answer is asked for once on the next', async () => {
  await using scripted = await ScriptedHub.listen();
  await using hub = connect(scripted.url);
  const watch = hub.watch(['A', 'B']);
  const first = await scripted.welcome();
  await first.request();
  first.cut();
  const second = await scripted.welcome();
  await answerWatch(second, watching(5, start), 1);
  await watch.ready();
  const pong = hub.ping();
  const { id, t } = await second.request();
  expect(t).toBe('ping');
  second.send({ t: 'pong', id, seq: 5, time: '' });
  await pong;
});

test('a watch opened while the others come back is asked for once, and one closed meanwhile not at all', async () => {
  await using scripted = await ScriptedHub.listen();
  await using hub = connect(scripted.url);
  const first = await scripted.welcome();
  const [watch, other] = [hub.watch(['A', 'B']), hub.watch(['B'])];
  await answerWatch(first, watching(5, start), 1);
  await answerWatch(first, watching(5, [account('B', 0)]), 2);
  await Promise.all([watch.ready(), other.ready()]);
  const opened: Watch[] = [];
  watch.on('state', (state) => {
    if (state !== 'catching-up') return;
    opened.push(hub.watch(['A']));
    other.close();
  });
  first.cut();
  const second = await scripted.welcome();
  await answerWatch(second, recovered(5), 1);
  expect(await answerWatch(second, watching(5, [account('A', 1)]), 2)).toMatchObject({ accounts: ['A'] });
  const pong = hub.ping();
  const { id, t } = await second.request();
  expect(t).toBe('ping');
  second.send({ ...next, watch: 2 }, { t: 'pong', id, seq: 6, time: '' });
  await pong;
  expect(opened.map(({ state, seq }) => ({ state, seq }))).toEqual([{ state: 'live', seq: 6 }]);
});

test('listening to all balances watches while anyone listens', async () => {
  await using scripted = await ScriptedHub.listen();
  await using hub = connect(scripted.url);
  const connection = await scripted.welcome();
  const offs = [hub.on('balance', () => undefined), hub.on('balance', () => undefined)];
  expect(await answerWatch(connection, watching(5, start), 3)).toMatchObject({
    accounts: '*',
    mode: 'latest',
  });
  await new Promise<void>((resolve) => offs.push(hub.on('balance', () => resolve())));
  for (const off of offs) off();
  expect(await connection.request()).toMatchObject({ t: 'unwatch', watch: 3 });
  hub.on('balance', () => undefined);
  expect(await connection.request()).toMatchObject({ t: 'watch' });
});

test('what keeps balances from coming is told as an error', async () => {
  await using scripted = await ScriptedHub.listen();
  await using hub = connect(scripted.url);
  const connection = await scripted.welcome();
  const told = new Promise((resolve) => hub.on('error', resolve));
  hub.on('balance', () => undefined);
  const { id } = await connection.request();
  connection.send({ t: 'error', id, code: 'forbidden', message: 'not yours', retryable: false });
  expect(await told).toMatchObject({ name: 'Refused', code: 'forbidden' });
});

test('a watch that is closed before its answer comes is taken back', async () => {
  await using scripted = await ScriptedHub.listen();
  await using hub = connect(scripted.url);
  const connection = await scripted.welcome();
  const watch = hub.watch(['A', 'B']);
  const request = await connection.request();
  watch.close();
  connection.send({ ...watching(5, start), id: request.id, watch: 3 });
  expect(await connection.request()).toMatchObject({ t: 'unwatch', watch: 3 });
  await expect(watch.ready()).rejects.toMatchObject({ code: 'closed' });
});

describe('a hub that breaks the protocol', () => {
  test('ends a watch whose events never fit, and leaves the others alone', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const connection = await scripted.welcome();
    const sound = hub.watch(['A', 'B']);
    await answerWatch(connection, watching(5, start), 1);
    const watch = hub.watch(['A', 'B']);
    let id = 2;
    while (watch.state !== 'closed') {
      const request = await connection.request();
      if (request.t !== 'watch') continue;
      connection.send({ ...watching(5, start), id: request.id, watch: id }, { ...afterNext, watch: id });
      id += 1;
      await new Promise<void>((resolve) => {
        const off = watch.on('state', () => {
          off();
          resolve();
        });
      });
    }
    expect(watch.failure).toMatchObject({ code: 'incompatible' });
    expect(sound.state).toBe('live');
  });

  test('ends its watches with that failure', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const loop = loopOver(hub.watch(['A', 'B']));
    const connection = await scripted.welcome();
    await answerWatch(connection, watching(5, start), 3);
    connection.send('{"t":"tx","watch":3,"prev":5}');
    expect(await read(loop, 1)).toEqual(['snapshot']);
    await expect(loop.next()).rejects.toMatchObject({ code: 'incompatible' });
  });
});
