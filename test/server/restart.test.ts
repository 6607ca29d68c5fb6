import { afterEach, describe, expect, test } from 'vitest';
import { books, command, doneAll } from '../support/errands.ts';
import { newKey } from '../support/new-key.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function start(): Promise<{ server: ServerProcess; connect: () => Promise<RawClient> }> {
  const server = await ServerProcess.start();
  cleanUps.push(() => server[Symbol.asyncDispose]());
  const connect = async (): Promise<RawClient> => {
    const client = await RawClient.connect(server.url);
    cleanUps.push(() => client[Symbol.asyncDispose]());
    return client;
  };
  return { server, connect };
}

describe.each(['SIGTERM', 'SIGKILL'] as const)('after %s and a start', (signal) => {
  test('everything is as it was: accounts, versions, totals, history, epoch (R16, R23)', async () => {
    const { server, connect } = await start();
    const before = await connect();
    await doneAll(before, [
      { t: 'ledger', ledger: 'shop', asset: 'EUR', scale: 3, rules: { kind: 'fixed', maxDeposit: '7.5' } },
      { t: 'open', account: 'till', ledger: 'shop' },
      { t: 'open', account: 'empty', ledger: 'shop' },
      { t: 'deposit', account: 'till', amount: '7.5', memo: '元' },
      { t: 'withdraw', account: 'till', amount: '0.125' },
      { t: 'transfer', from: 'A', to: 'C', amount: '0.01' },
    ]);
    const page = { t: 'history', id: 1, account: '@world:shop' };
    const [booked, history] = [await books(before), await before.ask(page)];
    await server.kill(signal);
    await server.restart();
    const after = await connect();
    expect(await books(after)).toEqual(booked);
    expect(await after.ask(page)).toEqual(history);
    expect(await after.ask(command({ t: 'deposit', account: 'till', amount: '7.501' }))).toMatchObject({
      code: 'limit_deposit',
    });
  });

  test('keys are remembered, byte for byte, refusals included (R50)', async () => {
    const { server, connect } = await start();
    const before = await connect();
    const keys = (): string[] => [
      newKey(),
      `by-hand.${newKey()}`,
      `k00000000${newKey().slice(-13)}`,
      `kzzzzzzzz${newKey().slice(-13)}`,
    ];
    const taken = { t: 'transfer', from: 'A', to: 'B', amount: '1', memo: 'once', expect: { C: 1 } };
    const refused = { t: 'withdraw', account: 'B', amount: '99999', memo: 'never' };
    const requests = [
      ...keys().map((key) => ({ ...taken, key })),
      ...keys().map((key) => ({ ...refused, key })),
    ];
    before.send(...requests.map((request, id) => ({ ...request, id })));
    const replies = [];
    for (const id of requests.keys()) replies.push(await before.replyText(id));
    const booked = await books(before);

    await server.kill(signal);
    await server.restart();
    const after = await connect();
    after.send(...requests.map((request, id) => ({ ...request, id })));
    for (const [id, reply] of replies.entries()) {
      expect(await after.replyText(id)).toBe(reply.replace(`"id":${id},`, `"id":${id},"replayed":true,`));
    }
    for (const { key, ...request } of requests) {
      const other = await after.ask({ ...request, id: 'x', key, memo: 'other' });
      expect(other).toMatchObject({ code: 'key_reused' });
    }
    expect(await books(after)).toEqual(booked);
  });
});

test('what was in flight at a kill is there once or not at all, and its key tells which (R56)', async () => {
  const { server, connect } = await start();
  const before = await connect();
  const deposits = Array.from({ length: 3000 }, () =>
    command({ t: 'deposit', account: 'A', amount: '0.01' }),
  );
  for (let at = 0; at < deposits.length; at += 100) before.send(...deposits.slice(at, at + 100));
  await before.next('ok');
  await server.kill('SIGKILL');
  await before.closed();
  const acknowledged = 1 + before.takeAll().filter(({ t }) => t === 'ok').length;

  await server.restart();
  const after = await connect();
  const applied = async (): Promise<number> => {
    const { accounts } = await books(after);
    return Math.round(100 * Number(accounts.find(({ account }) => account === 'A')?.balance) - 100_000);
  };
  const survived = await applied();
  expect(survived).toBeGreaterThanOrEqual(acknowledged);
  for (let at = 0; at < deposits.length; at += 100) after.send(...deposits.slice(at, at + 100));
  let replayed = 0;
  for (const { id } of deposits) {
    const reply = await after.reply(id);
    expect(reply.t).toBe('ok');
    if ('replayed' in reply) replayed += 1;
  }
  expect(replayed).toBe(survived);
  expect(await applied()).toBe(deposits.length);
});
