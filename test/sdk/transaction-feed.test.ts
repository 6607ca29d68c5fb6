import { expect, test } from 'vitest';
import { connect, type TransactionFeed } from '../../client/sdk/index.ts';
import { ServerProcess } from '../support/server-process.ts';
import { busyTo, ScriptedHub } from './scripted-hub.ts';
import { lagged, transfer, txEvent, watching } from './watch-messages.ts';

/** The seqs of the transactions that come next. */
function seqsOf(feed: TransactionFeed, count: number): Promise<number[]> {
  const seqs: number[] = [];
  return new Promise((resolve) => {
    const off = feed.on('transaction', ({ seq }) => {
      seqs.push(seq);
      if (seqs.length < count) return;
      off();
      resolve(seqs);
    });
  });
}

test('a feed tells all that is committed from now on, in order, and nothing of before', async () => {
  await using server = await ServerProcess.start();
  await using hub = connect(server.url);
  const { seq } = await hub.ping();
  const feed = hub.transactions();
  // The hub begins the watch before it decides what is asked for after it.
  const seqs = seqsOf(feed, 3);
  await hub.transfer({ from: 'A', to: 'B', amount: '1' });
  await hub.open({ account: 'new', ledger: 'demo' });
  await hub.deposit({ account: 'new', amount: '1' });
  expect(await seqs).toEqual([seq + 1, seq + 2, seq + 3]);
});

test('a feed asks for no snapshot, is closed at the hub, and comes back after a lost connection', async () => {
  await using scripted = await ScriptedHub.listen();
  await using hub = connect(scripted.url);
  const feed = hub.transactions();
  const first = await scripted.welcome();
  const asked = await first.request();
  expect(asked).toMatchObject({ t: 'watch', accounts: '*', mode: 'all', snapshot: false });
  const { accounts: _, ...bare } = watching(5, []);
  first.send({ ...bare, id: asked.id, watch: 3 });
  const before = seqsOf(feed, 1);
  first.send({ ...txEvent(5, transfer(6, ['A', 2], ['B', 1])), watch: 3 });
  expect(await before).toEqual([6]);
  first.cut();

  const second = await scripted.welcome();
  const again = await second.request();
  expect(again).not.toHaveProperty('since');
  second.send({ ...bare, id: again.id, watch: 1 });
  const after = seqsOf(feed, 1);
  second.send({ ...txEvent(8, transfer(9, ['A', 5], ['B', 4])), watch: 1 });
  expect(await after).toEqual([9]);
  feed.close();
  expect(await second.request()).toMatchObject({ t: 'unwatch', watch: 1 });
});

test('a feed that is closed before the hub has answered is taken back when it does', async () => {
  await using scripted = await ScriptedHub.listen();
  await using hub = connect(scripted.url);
  const feed = hub.transactions();
  const connection = await scripted.welcome();
  const asked = await connection.request();
  feed.close();
  connection.send({ ...watching(5, []), id: asked.id, watch: 7 });
  expect(await connection.request()).toMatchObject({ t: 'unwatch', watch: 7 });
});

test('a feed that is too slow begins anew instead of taking a snapshot', async () => {
  await using scripted = await ScriptedHub.listen();
  await using hub = connect(scripted.url);
  const feed = hub.transactions();
  const connection = await scripted.welcome();
  const asked = await connection.request();
  connection.send({ ...watching(5, []), id: asked.id, watch: 1 });
  connection.send({ ...lagged(6, 900), watch: 1 });
  expect(await connection.request()).toMatchObject({ t: 'unwatch', watch: 1 });
  expect(await connection.request()).toMatchObject({ t: 'watch', snapshot: false });
  feed.close();
});

test('a feed bears with a busy hub, and ends where the hub refuses it for good', async () => {
  await using scripted = await ScriptedHub.listen();
  await using hub = connect(scripted.url);
  const feed = hub.transactions();
  const ended = new Promise((resolve) => feed.on('closed', resolve));
  const connection = await scripted.welcome();
  const asked = await connection.request();
  connection.send(busyTo(asked));
  const again = await connection.request();
  expect(again).toMatchObject({ t: 'watch' });
  connection.send({ t: 'error', id: again.id, code: 'forbidden', message: 'no', retryable: false });
  expect(await ended).toMatchObject({ code: 'forbidden' });
  expect(feed.failure).toMatchObject({ code: 'forbidden' });
});
