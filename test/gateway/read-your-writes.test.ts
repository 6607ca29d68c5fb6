import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { AccountState } from '../../shared/transaction.ts';
import { command, openAccounts, stateOf, transactionOf } from '../support/errands.ts';
import { newKey } from '../support/new-key.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

const server = await ServerProcess.start({ args: ['--no-demo'] });
let [writer, reader]: RawClient[] = [];
beforeAll(async () => {
  [writer, reader] = [await RawClient.connect(server.url), await RawClient.connect(server.url)];
  await openAccounts(writer, 'bank', { X: '0', Y: '0' });
});
afterAll(async () => {
  for (const client of [writer, reader]) await client?.[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

function both(): readonly [RawClient, RawClient] {
  if (writer === undefined || reader === undefined) throw new Error('not connected');
  return [writer, reader];
}

test('every question sees all that was acknowledged to anyone before it (R70)', async () => {
  const [write, read] = both();
  const crowd = new WebSocket(server.url);
  await once(crowd, 'open');
  for (let round = 1; round <= 20; round += 1) {
    // Many in one commit and one in the next: what reads behind the commits is still busy with the many.
    const many = Array.from({ length: 500 }, () => command({ t: 'deposit', account: 'Y', amount: '0.01' }));
    crowd.send(many.map((each) => JSON.stringify(each)).join('\n'));
    await write.ask({ t: 'ping', id: 'the many are decided' });
    const request = command({ t: 'deposit', account: 'X', amount: '0.01' });
    const { seq, legs } = transactionOf(await write.ask(request));
    const { balance, version } = legs[1] ?? {};
    read.send(
      { t: 'list', id: 'list', limit: 1 },
      { t: 'history', id: 'history', account: 'X', limit: 1 },
      { t: 'trial', id: 'trial' },
      { t: 'outcome', id: 'outcome', key: request.key },
      { t: 'get', id: 'get', accounts: ['X'] },
      { t: 'watch', id: 'watch', accounts: ['X'] },
      { t: 'ping', id: 'ping' },
    );
    const accounts = [{ account: 'X', balance, version }];
    expect(await read.reply('list')).toMatchObject({ seq, accounts });
    expect(await read.reply('history')).toMatchObject({ seq, txs: [{ seq }] });
    expect(await read.reply('trial')).toMatchObject({ seq });
    expect(await read.reply('outcome')).toMatchObject({ tx: { seq } });
    expect(await read.reply('get')).toMatchObject({ seq, accounts });
    const watching = await read.reply('watch');
    expect(watching).toMatchObject({ seq, accounts });
    expect(await read.reply('ping')).toMatchObject({ seq });
    await read.ask({ t: 'unwatch', id: 'unwatch', watch: watching.t === 'watching' ? watching.watch : 0 });
  }
  crowd.terminate();
});

test('a question with minSeq is answered as of that seq at least, or not now (R75)', async () => {
  const [write, read] = both();
  const request = command({ t: 'deposit', account: 'X', amount: '0.01' });
  const { seq } = transactionOf(await write.ask(request));
  const questions = [
    { t: 'get', accounts: ['X'] },
    { t: 'list' },
    { t: 'history', account: 'X' },
    { t: 'balance', account: 'X', at: 1 },
    { t: 'statement', account: 'X', from: '2026-01-01T00:00:00Z' },
    { t: 'transactions' },
    { t: 'holds' },
    { t: 'trial' },
    { t: 'outcome', key: request.key },
  ];
  for (const question of questions) {
    const reply = await read.ask({ ...question, id: 1, minSeq: seq });
    expect(reply).toMatchObject(question.t === 'outcome' ? { tx: { seq } } : { seq });
    for (const minSeq of [seq + 1, Number.MAX_SAFE_INTEGER]) {
      expect(await read.ask({ ...question, id: 2, minSeq })).toMatchObject({
        code: 'unavailable',
        retryable: true,
      });
    }
  }
});

function sum(accounts: readonly AccountState[]): number {
  return accounts.reduce((total, { balance }) => total + Number(balance), 0);
}

test('questions asked while others write tell of one moment between two transactions (R70)', async () => {
  const [write, read] = both();
  const total = sum(await stateOf(read, 'X', 'Y'));
  const transfers = Array.from({ length: 600 }, (_, at) =>
    command({ t: 'transfer', from: at % 2 === 0 ? 'X' : 'Y', to: at % 2 === 0 ? 'Y' : 'X', amount: '0.01' }),
  );
  for (let at = 0; at < transfers.length; at += 20) write.send(...transfers.slice(at, at + 20));
  for (let round = 0; round < 40; round += 1) {
    const replies = await Promise.all([
      read.ask({ t: 'get', id: `get ${round}`, accounts: ['X', 'Y'] }),
      read.ask({ t: 'list', id: `list ${round}`, ledger: 'bank' }),
    ]);
    for (const reply of replies) {
      if (reply.t !== 'accounts') throw new Error(JSON.stringify(reply));
      expect(sum(reply.accounts)).toBeCloseTo(total, 9);
    }
  }
  for (const { id } of transfers) transactionOf(await write.reply(id));
});

test('commands, get, watch and unwatch of one connection are answered in order, whatever becomes of them (R22)', async () => {
  const [client] = both();
  const deposit = { t: 'deposit', account: 'X', amount: '1' };
  const known = newKey();
  client.takeAll();
  client.send(
    { ...deposit, id: 1, key: known },
    { t: 'get', id: 2, accounts: ['X'] },
    { ...deposit, id: 3, key: 'order.by-hand' },
    { ...deposit, id: 4, key: newKey(), deadline: '2020-01-01T00:00:00Z' },
    { t: 'watch', id: 5, accounts: ['Y'] },
    { ...deposit, id: 6, key: known },
    { ...deposit, id: 7, key: known, amount: '2' },
    { ...deposit, id: 8, key: newKey(), account: 'nobody' },
    { t: 'get', id: 9, accounts: ['nobody'] },
    { t: 'unwatch', id: 10, watch: 999 },
    { ...deposit, id: 11, key: newKey(), amount: 1 },
    { t: 'watch', id: 12, ledger: 'nowhere' },
  );
  client.send({ t: 'get', id: 13, accounts: ['Y'] }, { ...deposit, id: 14, key: newKey() });
  client.send({ t: 'get', id: 15, accounts: ['X'] });
  const last = await client.reply(15);
  const replies = [...client.takeAll(), last];
  expect(replies.map((reply) => ('id' in reply ? reply.id : reply.t))).toEqual(
    Array.from({ length: 15 }, (_, at) => at + 1),
  );
  expect(replies.map((reply) => (reply.t === 'error' ? reply.code : reply.t))).toEqual([
    'ok',
    'accounts',
    'ok',
    'expired',
    'watching',
    'ok',
    'key_reused',
    'unknown_account',
    'unknown_account',
    'bad_request',
    'bad_request',
    'unknown_ledger',
    'accounts',
    'ok',
    'accounts',
  ]);
});

test('a get between two commands of one frame tells of the first and not of the second (R22, R70)', async () => {
  const [client] = both();
  const [first, second] = [1, 2].map(() => command({ t: 'deposit', account: 'Y', amount: '1' }));
  client.send(first, { t: 'get', id: 'between', accounts: ['Y'] }, second);
  const { seq, legs } = transactionOf(await client.reply(first?.id ?? ''));
  expect(await client.reply('between')).toMatchObject({ seq, accounts: [{ balance: legs[1]?.balance }] });
  expect(transactionOf(await client.reply(second?.id ?? '')).seq).toBe(seq + 1);
});
