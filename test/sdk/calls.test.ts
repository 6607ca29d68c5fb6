import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { connect, NotAnswered, NotSent, OutcomeUnknown, Refused } from '../../client/sdk/index.ts';
import { keyTimeMs } from '../../shared/keys.ts';
import { busyTo, okTo, ScriptedHub, welcome } from './scripted-hub.ts';
import { untilState } from './until-state.ts';

const rent = { from: 'A', to: 'B', amount: '5' };

describe('what is written', () => {
  test('commands of one tick leave in one frame, each under a time-ordered key of its own', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const connection = await scripted.welcome();
    await hub.ready();
    const results = Array.from({ length: 300 }, () => hub.transfer(rent));
    const requests = await connection.requests(300);
    expect(connection.frames).toHaveLength(1);
    const keys = new Set(requests.map((request) => ('key' in request ? (request.key ?? '') : '')));
    expect(keys.size).toBe(300);
    for (const key of keys) expect(keyTimeMs(key)).toBeGreaterThan(0);
    connection.send(...requests.map((request, place) => okTo(request, place + 1)));
    await Promise.all(results);
  });

  test('commands that answers set off leave in one frame as well, however deep their callers are', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const connection = await scripted.welcome();
    const results = Array.from({ length: 50 }, async (_, place) => {
      await hub.transfer(rent);
      for (let depth = 0; depth < place % 4; depth += 1) await undefined;
      return hub.transfer(rent);
    });
    for (let round = 0; round < 2; round += 1) {
      const requests = await connection.requests(50);
      connection.send(...requests.map((request, place) => okTo(request, round * 50 + place + 1)));
    }
    await Promise.all(results);
    expect(connection.frames).toHaveLength(2);
  });

  test('frames keep to the size that the hub names', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const frameBytes = 1_000;
    const connection = await scripted.welcome({ limits: { ...welcome.limits, frameBytes } });
    const results = Array.from({ length: 50 }, () => hub.transfer({ ...rent, memo: '租金' }));
    const requests = await connection.requests(50);
    for (const frame of connection.frames) expect(Buffer.byteLength(frame)).toBeLessThanOrEqual(frameBytes);
    connection.send(...requests.map((request, place) => okTo(request, place + 1)));
    await Promise.all(results);
  });

  test('a request larger than a frame is refused here and harms nobody', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const connection = await scripted.welcome({ limits: { ...welcome.limits, frameBytes: 300 } });
    const large = hub.transfer({ ...rent, memo: '租'.repeat(100) });
    const small = hub.transfer(rent);
    await expect(large).rejects.toMatchObject({ code: 'bad_request' });
    connection.send(okTo(await connection.request(), 6));
    expect((await small).seq).toBe(6);
  });

  test('watches larger than a frame are refused here and take nobody room', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const limits = { ...welcome.limits, frameBytes: 300, inflight: 2 };
    const connection = await scripted.welcome({ limits });
    const large = Array.from({ length: 100 }, (_, place) => `account-${place}`);
    for (let round = 0; round < 3; round += 1) {
      const ready = hub.watch(large).ready();
      await expect(ready).rejects.toMatchObject({ name: 'Refused', code: 'bad_request' });
    }
    const result = hub.transfer(rent);
    connection.send(okTo(await connection.request(), 6));
    expect((await result).seq).toBe(6);
  });

  test('what may be done already is not told as refused where it is too large for the next connection', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const first = await scripted.welcome();
    const memo = '租'.repeat(100);
    const command = hub.transfer({ ...rent, memo, key: 'k1' });
    const batch = hub.batch([
      { t: 'transfer', ...rent, memo, key: 'k2' },
      { t: 'transfer', ...rent, memo, key: 'k3' },
    ]);
    const question = hub.get(Array.from({ length: 100 }, (_, place) => `account-${place}`));
    await first.requests(3);
    first.cut();
    await untilState(hub, 'reconnecting');
    const later = hub.transfer({ ...rent, memo, key: 'k4' });
    await scripted.welcome({ limits: { ...welcome.limits, frameBytes: 300 } });
    const refused = expect.objectContaining({ name: 'Refused', code: 'bad_request' });
    const unknown = { name: 'OutcomeUnknown', code: 'unsettled', cause: refused };
    expect(await Promise.allSettled([command, batch, question, later])).toEqual([
      { status: 'rejected', reason: expect.objectContaining({ ...unknown, keys: ['k1'] }) },
      { status: 'rejected', reason: expect.objectContaining({ ...unknown, keys: ['k2', 'k3'] }) },
      { status: 'rejected', reason: refused },
      { status: 'rejected', reason: refused },
    ]);
  });

  test('no more are unanswered than the hub allows', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const connection = await scripted.welcome({ limits: { ...welcome.limits, inflight: 2 } });
    const results = Array.from({ length: 5 }, () => hub.transfer(rent));
    let unanswered = 0;
    let most = 0;
    connection.socket.on('message', (data) => {
      unanswered += data.toString().split('\n').length;
      most = Math.max(most, unanswered);
    });
    for (let seq = 1; seq <= 5; seq += 1) {
      const request = await connection.request();
      unanswered -= 1;
      connection.send(okTo(request, seq));
    }
    await Promise.all(results);
    expect(most).toBeLessThanOrEqual(2);
  });

  test('input that does not fit the protocol is refused here and never leaves', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const connection = await scripted.welcome();
    await expect(hub.transfer({ ...rent, amount: '1e3' })).rejects.toBeInstanceOf(Refused);
    await expect(hub.transfer({ ...rent, to: 'no spaces' })).rejects.toMatchObject({
      code: 'bad_request',
      retryable: false,
    });
    await expect(hub.history({ account: 'A', before: 1, after: 1 })).rejects.toMatchObject({
      code: 'bad_request',
    });
    const right = hub.transfer(rent);
    connection.send(okTo(await connection.request(), 6));
    await right;
    expect(connection.frames).toHaveLength(1);
  });
});

describe('a call that is given up', () => {
  test('before it was written was not sent', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const controller = new AbortController();
    const aborted = hub.transfer({ ...rent, key: 'k1' }, { signal: controller.signal });
    const late = hub.transfer({ ...rent, key: 'k2' }, { timeoutMs: 5 });
    controller.abort('changed my mind');
    await expect(aborted).rejects.toBeInstanceOf(NotSent);
    await expect(aborted).rejects.toMatchObject({ code: 'aborted', key: 'k1', cause: 'changed my mind' });
    await expect(late).rejects.toBeInstanceOf(NotSent);
    await expect(late).rejects.toMatchObject({ code: 'timed_out', key: 'k2' });
    const gone = hub.transfer(rent, { signal: controller.signal });
    await expect(gone).rejects.toBeInstanceOf(NotSent);

    const connection = await scripted.welcome();
    const right = hub.transfer({ ...rent, key: 'k3' });
    const request = await connection.request();
    expect(request).toMatchObject({ key: 'k3' });
    connection.send(okTo(request, 6));
    await right;
  });

  test('after it was written has an unknown outcome, and its late answer harms nobody', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const connection = await scripted.welcome();
    const controller = new AbortController();
    const aborted = hub.transfer({ ...rent, key: 'k1' }, { signal: controller.signal });
    const question = hub.ping({ signal: controller.signal });
    const [written] = await connection.requests(2);
    if (written === undefined) throw new Error('nothing was written');
    controller.abort();
    await expect(aborted).rejects.toBeInstanceOf(OutcomeUnknown);
    await expect(aborted).rejects.toMatchObject({ code: 'aborted', key: 'k1' });
    await expect(question).rejects.toBeInstanceOf(NotAnswered);
    connection.send(okTo(written, 6));
    const right = hub.transfer(rent);
    connection.send(okTo(await connection.request(), 7));
    expect((await right).seq).toBe(7);
  });

  test.each([
    ['one after the other', 0],
    ['while the process is busy', 40],
  ])('by its time ends when that runs out, and %s in the order of that', async (_, busyMs) => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const ended: string[] = [];
    const calls = Object.entries({ last: 30, first: 1, second: 15 }).map(([key, timeoutMs]) =>
      hub.transfer({ ...rent, key }, { timeoutMs }).catch(() => ended.push(key)),
    );
    const kept = hub.transfer({ ...rent, key: 'kept' }, { timeoutMs: Number.POSITIVE_INFINITY });
    const untilMs = performance.now() + busyMs;
    while (performance.now() < untilMs);
    await Promise.all(calls);
    expect(ended).toEqual(['first', 'second', 'last']);
    const late = hub.transfer({ ...rent, key: 'late' }, { timeoutMs: 1 });
    await expect(late).rejects.toMatchObject({ code: 'timed_out', key: 'late' });

    const connection = await scripted.welcome();
    const request = await connection.request();
    expect(request).toMatchObject({ key: 'kept' });
    connection.send(okTo(request, 6));
    expect(await kept).toMatchObject({ seq: 6, replayed: false });
  });

  test('is not written again on the next connection', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const first = await scripted.welcome();
    const controller = new AbortController();
    const aborted = hub.transfer(rent, { signal: controller.signal });
    const kept = hub.transfer({ ...rent, key: 'kept' });
    await first.requests(2);
    first.cut();
    controller.abort();
    await expect(aborted).rejects.toBeInstanceOf(OutcomeUnknown);
    const second = await scripted.welcome();
    const request = await second.request();
    expect(request).toMatchObject({ key: 'kept' });
    second.send(okTo(request, 6));
    await kept;
  });
});

test('a signal that outlives its calls keeps nothing of them', async () => {
  await using scripted = await ScriptedHub.listen();
  await using hub = connect(scripted.url);
  const connection = await scripted.welcome();
  const { signal } = new AbortController();
  const result = hub.transfer(rent, { signal });
  await using watch = hub.watch(['A'], { signal });
  expect(getEventListeners(signal, 'abort')).toHaveLength(2);
  const [request] = await connection.requests(2);
  if (request === undefined) throw new Error('nothing was written');
  connection.send(okTo(request, 6));
  await result;
  watch.close();
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

describe('a full queue', () => {
  test('refuses one call more as busy, and has room again after an answer', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url, { queueMax: 2 });
    const results = [hub.transfer(rent), hub.transfer(rent)];
    const over = hub.transfer({ ...rent, key: 'over' });
    await expect(over).rejects.toBeInstanceOf(NotSent);
    await expect(over).rejects.toMatchObject({ code: 'busy', key: 'over', retryable: true });
    const connection = await scripted.welcome();
    connection.send(okTo(await connection.request(), 6));
    await results[0];
    results.push(hub.transfer(rent));
    const [second, third] = await connection.requests(2);
    if (second === undefined || third === undefined) throw new Error('not all was written');
    connection.send(okTo(second, 7), okTo(third, 8));
    await Promise.all(results);
  });
});

describe('a hub that is busy', () => {
  test('is told to the caller, who may try again', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const connection = await scripted.welcome();
    const result = hub.transfer(rent);
    connection.send(busyTo(await connection.request()));
    await expect(result).rejects.toBeInstanceOf(Refused);
    await expect(result).rejects.toMatchObject({ code: 'busy', retryable: true });
  });

  test('is asked again under the same key where the caller wants that', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const connection = await scripted.welcome();
    const result = hub.transfer(rent, { retry: true });
    const first = await connection.request();
    connection.send(busyTo(first));
    const second = await connection.request();
    expect(second).toEqual(first);
    connection.send(okTo(second, 6));
    expect((await result).seq).toBe(6);
  });

  test('tells nothing of a copy that an earlier connection may have carried', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const first = await scripted.welcome();
    const result = hub.transfer({ ...rent, key: 'k1' });
    await first.request();
    first.cut();
    const second = await scripted.welcome();
    second.send(busyTo(await second.request()));
    await expect(result).rejects.toBeInstanceOf(OutcomeUnknown);
    await expect(result).rejects.toMatchObject({ code: 'unsettled', key: 'k1', cause: expect.any(Refused) });
  });
});

test('an answer of another kind does not pass for the right one', async () => {
  await using scripted = await ScriptedHub.listen();
  await using hub = connect(scripted.url);
  const connection = await scripted.welcome();
  const result = hub.transfer({ ...rent, key: 'k1' });
  const { id } = await connection.request();
  connection.send({ t: 'pong', id, seq: 5, time: welcome.time });
  await expect(result).rejects.toBeInstanceOf(OutcomeUnknown);
  await expect(result).rejects.toMatchObject({ code: 'unsettled', key: 'k1' });
});

describe('closing', () => {
  test('settles everything that waits', async () => {
    await using scripted = await ScriptedHub.listen();
    const hub = connect(scripted.url);
    const connection = await scripted.welcome();
    const written = hub.transfer({ ...rent, key: 'written' });
    await connection.request();
    const unwritten = hub.transfer({ ...rent, key: 'unwritten' });
    const settled = Promise.allSettled([written, unwritten, hub.ready()]);
    await hub.close();
    const [one, two] = await settled;
    expect(one).toMatchObject({ reason: expect.any(OutcomeUnknown) });
    expect(two).toMatchObject({ reason: expect.any(NotSent) });
    expect(hub.state).toMatchObject({ kind: 'closed', cause: undefined });
    await expect(hub.ping()).rejects.toMatchObject({ code: 'closed' });
    expect(connection.frames).toHaveLength(1);
    await hub.close();
  });

  test('ends a connection that never came', async () => {
    await using scripted = await ScriptedHub.listen();
    const hub = connect(scripted.url);
    const ready = hub.ready();
    const closed = hub.close();
    await expect(ready).rejects.toMatchObject({ code: 'closed' });
    await closed;
  });
});
