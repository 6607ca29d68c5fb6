import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { command, done, doneAll, openAccounts, stateOf } from '../support/errands.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { expectNothingElse, expectTransactions, watch } from '../support/watch-errands.ts';

const server = await ServerProcess.start({ args: ['--no-demo'] });
let client: RawClient;
beforeAll(async () => {
  client = await RawClient.connect(server.url);
  await openAccounts(client, 'bank', { X: '100', Y: '100', Z: '100' });
  await openAccounts(client, 'other', { O: '100' });
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const transfer = (from: string, to: string): Record<string, unknown> => ({
  t: 'transfer',
  from,
  to,
  amount: '1',
});
const deposit = (account: string): Record<string, unknown> => ({ t: 'deposit', account, amount: '1' });

describe('a watch in mode all', () => {
  test('begins with a snapshot of what it watches, in the order asked (R80)', async () => {
    await using reader = await RawClient.connect(server.url);
    const { seq } = await done(client, transfer('X', 'Y'));
    reader.send({ t: 'watch', id: 'w', accounts: ['Y', 'X'] });
    expect(JSON.parse(await reader.replyText('w'))).toEqual({
      t: 'watching',
      id: 'w',
      watch: 1,
      seq,
      recovered: false,
      accounts: await stateOf(client, 'Y', 'X'),
    });
  });

  test('is told of every transaction of its accounts, as its sender is, and of no other (R83, R85)', async () => {
    await using reader = await RawClient.connect(server.url);
    const watching = await watch(reader, { accounts: ['X', 'Y'] });
    const [both, one, , last] = await doneAll(client, [
      { ...transfer('X', 'Y'), memo: 'both' },
      transfer('Y', 'Z'),
      deposit('Z'),
      { t: 'withdraw', account: 'X', amount: '1' },
    ]);
    let prev = watching.seq;
    for (const tx of [both, one, last]) {
      expect(await reader.event(1)).toEqual({ t: 'tx', watch: 1, prev, tx });
      prev = tx?.seq ?? 0;
    }
    await expectNothingElse(reader);
  });

  test('of a ledger takes in its accounts, new ones too, and no other’s (R87)', async () => {
    await using reader = await RawClient.connect(server.url);
    const watching = await watch(reader, { ledger: 'other' });
    expect(watching.accounts).toMatchObject([{ account: 'O' }]);
    const made = await doneAll(client, [
      deposit('X'),
      deposit('O'),
      { t: 'open', account: 'opened', ledger: 'other' },
      { t: 'open', account: 'elsewhere', ledger: 'bank' },
      deposit('opened'),
      { t: 'ledger', ledger: 'third', asset: 'CNY', scale: 2 },
      transfer('opened', 'O'),
    ]);
    const seqs = made.map(({ seq }) => seq);
    await expectTransactions(
      reader,
      watching,
      [1, 2, 4, 6].map((at) => seqs[at] ?? 0),
    );
    await expectNothingElse(reader);
  });

  test('of everything takes in all accounts, new ones too, and no system account (R87)', async () => {
    await using reader = await RawClient.connect(server.url);
    const watching = await watch(reader, { accounts: '*' });
    expect(watching.accounts?.map(({ account }) => account)).toEqual(
      expect.arrayContaining(['X', 'Y', 'Z', 'O']),
    );
    expect(watching.accounts?.filter(({ account }) => account.startsWith('@'))).toEqual([]);
    const opened = await done(client, { t: 'open', account: 'fresh', ledger: 'bank' });
    const paid = await done(client, deposit('fresh'));
    expect(await reader.event(1)).toEqual({ t: 'tx', watch: 1, prev: watching.seq, tx: opened });
    expect(await reader.event(1)).toEqual({ t: 'tx', watch: 1, prev: opened.seq, tx: paid });
    await expectNothingElse(reader);
  });

  test('may watch a system account (R32)', async () => {
    await using reader = await RawClient.connect(server.url);
    const watching = await watch(reader, { accounts: ['@world:bank'] });
    const [, paid] = await doneAll(client, [transfer('X', 'Y'), deposit('X')]);
    await expectTransactions(reader, watching, [paid?.seq ?? 0]);
  });

  test('without a snapshot has only events (R82)', async () => {
    await using reader = await RawClient.connect(server.url);
    const watching = await watch(reader, { accounts: ['X'], snapshot: false });
    expect(watching).not.toHaveProperty('accounts');
    const { seq } = await done(client, deposit('X'));
    await expectTransactions(reader, watching, [seq]);
  });

  test('of something unknown is refused as a whole (R71)', async () => {
    expect(await client.ask({ t: 'watch', id: 1, accounts: ['X', 'nobody'] })).toMatchObject({
      code: 'unknown_account',
    });
    expect(await client.ask({ t: 'watch', id: 1, ledger: 'nowhere' })).toMatchObject({
      code: 'unknown_ledger',
    });
    await done(client, deposit('X'));
    await expectNothingElse(client);
  });

  test('that begins between two commands of a frame knows the first and hears of the second (R80)', async () => {
    await using reader = await RawClient.connect(server.url);
    const [before] = await stateOf(client, 'X');
    const [first, second] = [command(deposit('X')), command(deposit('X'))];
    reader.send(first, { t: 'watch', id: 'w', accounts: ['X'] }, second);
    const version = (before?.version ?? 0) + 1;
    const watching = await reader.next('watching');
    expect(watching).toMatchObject({ accounts: [{ version }] });
    expect(await reader.reply(second.id)).toMatchObject({ t: 'ok', tx: { seq: watching.seq + 1 } });
    await expectTransactions(reader, watching, [watching.seq + 1]);
  });
});

describe('several watches of one connection', () => {
  test('have numbers of their own, and each its own chain of events (R85, R90)', async () => {
    await using reader = await RawClient.connect(server.url);
    const [x, all, again] = [
      await watch(reader, { accounts: ['X'] }),
      await watch(reader, { accounts: '*' }),
      await watch(reader, { accounts: ['X', 'Y'] }),
    ];
    expect(new Set([x.watch, all.watch, again.watch]).size).toBe(3);
    const [first, second, third] = (await doneAll(client, [deposit('X'), deposit('O'), deposit('Y')])).map(
      ({ seq }) => seq,
    );
    await expectTransactions(reader, x, [first ?? 0]);
    await expectTransactions(reader, all, [first ?? 0, second ?? 0, third ?? 0]);
    await expectTransactions(reader, again, [first ?? 0, third ?? 0]);
    await expectNothingElse(reader);
  });

  test('may be 256, one more is bad_request until one ends, however they are asked for (R90)', async () => {
    for (const perFrame of [1, 300]) {
      await using reader = await RawClient.connect(server.url);
      const requests = Array.from({ length: 257 }, (_, id) => ({
        t: 'watch',
        id,
        accounts: ['X'],
        snapshot: false,
      }));
      for (let at = 0; at < requests.length; at += perFrame)
        reader.send(...requests.slice(at, at + perFrame));
      const watches = [];
      for (const { id } of requests.slice(0, 256)) {
        const reply = await reader.reply(id);
        expect(reply.t).toBe('watching');
        watches.push(reply.t === 'watching' ? reply.watch : 0);
      }
      expect(await reader.reply(256)).toMatchObject({ code: 'bad_request' });
      expect(await reader.ask({ t: 'unwatch', id: 'end', watch: watches[7] })).toMatchObject({
        t: 'unwatched',
      });
      expect(await reader.ask({ t: 'watch', id: 'more', accounts: ['X'] })).toMatchObject({ t: 'watching' });
      expect(await reader.ask({ t: 'watch', id: 'much', accounts: ['X'] })).toMatchObject({
        code: 'bad_request',
      });
    }
  });
});

describe('unwatch', () => {
  test('ends a watch: what was committed before comes, nothing after (R90)', async () => {
    await using reader = await RawClient.connect(server.url);
    const [ended, kept] = [
      await watch(reader, { accounts: ['X'] }),
      await watch(reader, { accounts: ['X'] }),
    ];
    const [first, second] = [command(deposit('X')), command(deposit('X'))];
    reader.send(first, { t: 'unwatch', id: 'u', watch: ended.watch }, second);
    for (const { id } of [first, second]) expect(await reader.reply(id)).toMatchObject({ t: 'ok' });
    const { seq } = kept;
    await expectTransactions(reader, ended, [seq + 1]);
    expect(await reader.reply('u')).toEqual({ t: 'unwatched', id: 'u' });
    await expectTransactions(reader, kept, [seq + 1, seq + 2]);
    const lines = reader.frames.flatMap((frame) => frame.split('\n'));
    const unwatched = lines.findIndex((line) => line.startsWith('{"t":"unwatched"'));
    expect(lines.slice(unwatched).filter((line) => line.includes(`"watch":${ended.watch},`))).toEqual([]);
    await done(client, deposit('X'));
    await expectTransactions(reader, { ...kept, seq: seq + 2 }, [seq + 3]);
    await expectNothingElse(reader);
  });

  test('of no watch, of an ended one or of another connection’s is bad_request (R90)', async () => {
    await using reader = await RawClient.connect(server.url);
    const { watch: id } = await watch(reader, { accounts: ['X'] });
    await using stranger = await RawClient.connect(server.url);
    expect(await stranger.ask({ t: 'unwatch', id: 1, watch: id })).toMatchObject({ code: 'bad_request' });
    expect(await reader.ask({ t: 'unwatch', id: 2, watch: id })).toMatchObject({ t: 'unwatched' });
    expect(await reader.ask({ t: 'unwatch', id: 3, watch: id })).toMatchObject({ code: 'bad_request' });
  });
});
