import { describe, expect, test } from 'vitest';
import { connect, type Hub, NotSent, OutcomeUnknown, Refused } from '../../client/sdk/index.ts';
import type { Batch } from '../../shared/commands.ts';
import type { Message } from '../../shared/down.ts';
import type { Request } from '../../shared/up.ts';
import { ServerProcess } from '../support/server-process.ts';
import { busyTo, okTo, type ScriptedConnection, ScriptedHub, welcome } from './scripted-hub.ts';

const rent = { t: 'transfer', from: 'A', to: 'B', amount: '5' } as const;
const fee = { t: 'transfer', from: 'A', to: 'C', amount: '0.40' } as const;

async function batchOf(connection: ScriptedConnection): Promise<Batch> {
  const request = await connection.request();
  if (request.t !== 'batch') throw new Error(`${request.t} is no batch`);
  return request;
}

function batchReply({ id }: Request, ok: number, refused: number): Message {
  return { t: 'batch', id, ok, refused };
}

/** The replies to a batch of which everything was done. */
function done(batch: Batch, seq: number): Message[] {
  const oks = batch.commands.map((command, place) => okTo(command, seq + place));
  return [...oks, batchReply(batch, oks.length, 0)];
}

describe('a batch on the wire', () => {
  test('is one request, whose commands have ids and keys of their own', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const connection = await scripted.welcome();
    const results = hub.batch([{ ...rent, key: 'mine' }, fee], { atomic: true });
    const batch = await batchOf(connection);
    expect(batch).toMatchObject({ atomic: true, commands: [{ ...rent, key: 'mine' }, fee] });
    expect(connection.frames).toHaveLength(1);
    connection.send(...done(batch, 6));
    expect(await results).toMatchObject([
      { ok: true, tx: { seq: 6, key: 'mine', replayed: false } },
      { ok: true, tx: { seq: 7, key: batch.commands[1]?.key } },
    ]);
  });

  test('brings each refusal to the command that was refused', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const connection = await scripted.welcome();
    const results = hub.batch([rent, { ...fee, key: 'fee' }]);
    const batch = await batchOf(connection);
    expect(batch.atomic).toBeUndefined();
    const [first, second] = batch.commands;
    if (first === undefined || second === undefined) throw new Error('the batch lost a command');
    const refusal = { code: 'conflict', message: 'no', retryable: false } as const;
    connection.send(okTo(first, 6), { t: 'error', id: second.id, ...refusal }, batchReply(batch, 1, 1));
    const [ok, refused] = await results;
    expect(ok).toMatchObject({ ok: true, tx: { seq: 6 } });
    expect(refused).toMatchObject({ ok: false, error: { code: 'conflict', key: 'fee' } });
    expect(refused?.ok === false && refused.error).toBeInstanceOf(Refused);
  });

  test('that is atomic is written again as it was, where the connection was lost amid its replies', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const [first, second, results] = await lostAmid(scripted, hub, true);
    expect(second.batch).toEqual(first.batch);
    second.connection.send(...done(second.batch, 6));
    expect(await results).toMatchObject([
      { ok: true, tx: { seq: 6 } },
      { ok: true, tx: { seq: 7 } },
    ]);
  });

  test('that is not atomic keeps the reply that came before the connection was lost', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const [, { connection, batch }, results] = await lostAmid(scripted, hub, false);
    const [one, two] = batch.commands;
    if (one === undefined || two === undefined) throw new Error('the batch lost a command');
    connection.send(busyTo(one), okTo(two, 7), batchReply(batch, 1, 1));
    expect(await results).toMatchObject([
      { ok: true, tx: { seq: 6 } },
      { ok: true, tx: { seq: 7 } },
    ]);
  });

  test('that has more than a frame holds goes in several where it need not be atomic, in order', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const connection = await scripted.welcome();
    const results = hub.batch(Array.from({ length: 2_500 }, () => rent));
    let seq = 1;
    for (let left = 2_500; left > 0; ) {
      const batch = await batchOf(connection);
      expect(batch.commands.length).toBeLessThanOrEqual(1_000);
      connection.send(...done(batch, seq));
      seq += batch.commands.length;
      left -= batch.commands.length;
    }
    for (const frame of connection.frames) expect(Buffer.byteLength(frame)).toBeLessThanOrEqual(65_536);
    const seqs = (await results).map((result) => (result.ok ? result.tx.seq : 0));
    expect(seqs).toEqual(Array.from({ length: 2_500 }, (_, place) => place + 1));
  });

  test('that the hub turned away is asked again where the caller wants that', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const connection = await scripted.welcome();
    const results = hub.batch([rent, fee], { atomic: true, retry: true });
    const first = await batchOf(connection);
    connection.send(...first.commands.map(busyTo), batchReply(first, 0, 2));
    const second = await batchOf(connection);
    expect(second).toEqual(first);
    connection.send(...done(second, 6));
    expect(await results).toMatchObject([{ ok: true }, { ok: true }]);
  });

  test('that the hub turned away is otherwise told so, command by command', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const connection = await scripted.welcome();
    const results = hub.batch([rent, fee]);
    const batch = await batchOf(connection);
    connection.send(...batch.commands.map(busyTo), batchReply(batch, 0, 2));
    const busy = { ok: false, error: { code: 'busy', retryable: true } };
    expect(await results).toMatchObject([busy, busy]);
  });
});

/** A batch of two whose first reply came before the connection was lost, and its second copy. */
async function lostAmid(scripted: ScriptedHub, hub: Hub, atomic: boolean) {
  const lost = await scripted.welcome();
  const pong = hub.ping();
  const results = hub.batch([rent, fee], { atomic });
  const { id } = await lost.request();
  const batch = await batchOf(lost);
  lost.send(...done(batch, 6).slice(0, 1), { t: 'pong', id, seq: 6, time: welcome.time });
  await pong;
  lost.cut();
  const connection = await scripted.welcome();
  return [{ batch }, { connection, batch: await batchOf(connection) }, results] as const;
}

describe('a batch of which nobody knows', () => {
  const keyed = [
    { ...rent, key: 'k1' },
    { ...fee, key: 'k2' },
  ];

  test('has the keys of all its commands when its time runs out', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const connection = await scripted.welcome();
    const result = hub.batch(keyed, { atomic: true, timeoutMs: 50 });
    const batch = await batchOf(connection);
    await expect(result).rejects.toBeInstanceOf(OutcomeUnknown);
    await expect(result).rejects.toMatchObject({ code: 'timed_out', key: 'k1', keys: ['k1', 'k2'] });
    const next = hub.transfer(rent);
    connection.send(...done(batch, 6), okTo(await connection.request(), 8));
    expect((await next).seq).toBe(8);
  });

  test('ends with its signal: unknown once it was written, not sent before', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const early = hub.batch(keyed, { signal: AbortSignal.abort() });
    await expect(early).rejects.toBeInstanceOf(NotSent);
    await expect(early).rejects.toMatchObject({ code: 'aborted', key: 'k1' });
    const connection = await scripted.welcome();
    const abort = new AbortController();
    const written = hub.batch(keyed, { signal: abort.signal });
    await batchOf(connection);
    abort.abort();
    await expect(written).rejects.toBeInstanceOf(OutcomeUnknown);
    await expect(written).rejects.toMatchObject({ code: 'aborted', keys: ['k1', 'k2'] });
  });

  test('takes what a later copy came to in the place of a refusal that is not remembered', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const lost = await scripted.welcome();
    const result = hub.batch(keyed);
    const pong = hub.ping();
    const [first] = (await batchOf(lost)).commands;
    const { id } = await lost.request();
    if (first === undefined) throw new Error('the batch lost its commands');
    const expired = { code: 'expired', message: 'too late', retryable: false } as const;
    const heard = { t: 'pong', id, seq: 5, time: welcome.time } as const;
    lost.send({ t: 'error', id: first.id, ...expired }, heard);
    await pong;
    lost.cut();
    const connection = await scripted.welcome();
    connection.send(...done(await batchOf(connection), 6));
    expect(await result).toMatchObject([
      { ok: true, tx: { seq: 6, key: 'k1' } },
      { ok: true, tx: { seq: 7, key: 'k2' } },
    ]);
  });

  test('is unsettled where a later copy was turned away, or a reply is missing', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const lost = await scripted.welcome();
    const result = hub.batch(keyed, { atomic: true });
    await batchOf(lost);
    lost.cut();
    const connection = await scripted.welcome();
    const batch = await batchOf(connection);
    connection.send(...batch.commands.map(busyTo), batchReply(batch, 0, 2));
    await expect(result).rejects.toMatchObject({ code: 'unsettled', keys: ['k1', 'k2'] });
    const holed = hub.batch(keyed);
    connection.send(...done(await batchOf(connection), 6).slice(1));
    await expect(holed).rejects.toBeInstanceOf(OutcomeUnknown);
    await expect(holed).rejects.toMatchObject({ code: 'unsettled' });
  });

  test('in several parts has the keys of all, though some were answered', async () => {
    await using scripted = await ScriptedHub.listen();
    await using hub = connect(scripted.url);
    const connection = await scripted.welcome();
    const keys = Array.from({ length: 1_001 }, (_, place) => `k${place}`);
    const abort = new AbortController();
    const result = hub.batch(
      keys.map((key) => ({ ...rent, key })),
      { signal: abort.signal },
    );
    connection.send(...done(await batchOf(connection), 6));
    await batchOf(connection);
    abort.abort();
    await expect(result).rejects.toBeInstanceOf(OutcomeUnknown);
    await expect(result).rejects.toMatchObject({ code: 'aborted', keys });
  });
});

describe('a batch that is none', () => {
  test.each([
    ['without a command', [], 'at least one'],
    ['with a command that has no shape', [rent, { ...fee, amount: '1e3' }], 'command 2: amount'],
    [
      'with one key twice',
      [
        { ...rent, key: 'k' },
        { ...fee, key: 'k' },
      ],
      'command 2 has the key',
    ],
    ['of too many commands', Array.from({ length: 1_001 }, () => rent), 'at most 1000'],
  ] as const)('%s is refused here and never leaves', async (_, commands, why) => {
    await using hub = connect('ws://127.0.0.1:1/ws');
    const result = hub.batch(commands, { atomic: true });
    await expect(result).rejects.toBeInstanceOf(Refused);
    await expect(result).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining(why),
    });
  });

  test('because it is larger than a frame is refused, and harms nobody', async () => {
    await using server = await ServerProcess.start();
    await using hub = connect(server.url);
    const large = hub.batch(
      Array.from({ length: 1_000 }, () => ({ ...rent, amount: '0.01' })),
      { atomic: true },
    );
    await expect(large).rejects.toMatchObject({
      code: 'bad_request',
      message: 'the request is larger than a frame of 65536 bytes',
    });
    expect((await hub.transfer(rent)).seq).toBe(9);
  });
});

describe('a hub', () => {
  test('applies an atomic batch as a whole or not at all, and a plain one as far as it goes', async () => {
    await using server = await ServerProcess.start();
    await using hub = connect(server.url);
    const tooMuch = { ...fee, amount: '100000' };
    const refused = await hub.batch([rent, tooMuch], { atomic: true });
    expect(refused).toMatchObject([
      { ok: false, error: { code: 'batch_failed' } },
      { ok: false, error: { code: 'insufficient_funds' } },
    ]);
    expect((await hub.ping()).seq).toBe(8);
    expect(await hub.batch([rent, tooMuch, fee])).toMatchObject([
      { ok: true, tx: { seq: 9 } },
      { ok: false, error: { code: 'insufficient_funds' } },
      { ok: true, tx: { seq: 10 } },
    ]);
    const hold = { t: 'hold', from: 'A', to: 'B', amount: '60' } as const;
    expect(await hub.batch([hold, { t: 'capture', hold: 11, amount: '45' }], { atomic: true })).toMatchObject(
      [
        { ok: true, tx: { seq: 11 } },
        { ok: true, tx: { seq: 12, released: '15.00' } },
      ],
    );
  });

  test('that is killed, again and again, does each batch in flight once', async () => {
    await using server = await ServerProcess.start();
    await using hub = connect(server.url);
    const before = await hub.get(['A', 'B']);
    const [clients, rounds] = [10, 20];
    const small = { ...rent, amount: '0.01' } as const;
    const seqs = new Set<number>();
    let batches = 0;
    const killAt = new Set([20, 80, 150]);
    let restarted = Promise.resolve();
    await Promise.all(
      Array.from({ length: clients }, async (_, client) => {
        for (let round = 0; round < rounds; round += 1) {
          for (const result of await hub.batch([small, small, small], { atomic: client % 2 === 0 })) {
            if (!result.ok) throw result.error;
            seqs.add(result.tx.seq);
          }
          batches += 1;
          if (killAt.delete(batches)) restarted = server.restart();
        }
      }),
    );
    await restarted;
    expect(killAt.size).toBe(0);
    expect(seqs.size).toBe(clients * rounds * 3);
    const after = await hub.get(['A', 'B']);
    const moved = before.accounts.map(
      ({ version }, place) => (after.accounts[place]?.version ?? 0) - version,
    );
    expect(moved).toEqual([clients * rounds * 3, clients * rounds * 3]);
  });
});
