import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { Hub } from '../../server/hub.ts';
import { openLocalViews } from '../../server/views/local-views.ts';
import { FillingJournal } from '../support/filling-journal.ts';
import { RawClient } from '../support/raw-client.ts';

/** What happens around a commit that the journal refuses, in one process with the real hub. */

const cleanUps: (() => PromiseLike<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

interface SetUp {
  journal: FillingJournal;
  hub: Hub;
  /** Has the views stand still, as on a full disk, until the returned function is called. */
  stopViews(): () => void;
}

async function setUp(): Promise<SetUp> {
  const journal = new FillingJournal();
  let gate: Promise<void> | undefined;
  const reader = {
    epoch: journal.epoch,
    read: async (after: number, limit: number) => {
      await gate;
      return journal.read(after, limit);
    },
  };
  const views = await openLocalViews({ journal: reader, recentMax: 10_000 });
  cleanUps.push(() => views[Symbol.asyncDispose]());
  const hub = await Hub.start(
    { host: '127.0.0.1', port: 0, demo: true },
    journal,
    views,
    pino({ level: 'silent' }),
    (error) => {
      throw error;
    },
  );
  cleanUps.push(() => hub.stop());
  const stopViews = (): (() => void) => {
    let goOn: () => void = () => undefined;
    gate = new Promise((resolve) => (goOn = resolve));
    return goOn;
  };
  return { journal, hub, stopViews };
}

async function connect(hub: Hub): Promise<RawClient> {
  const client = await RawClient.connect(hub.url);
  cleanUps.push(() => client[Symbol.asyncDispose]());
  return client;
}

/** Asks under one key until the hub takes commands again. */
async function untilTaken(client: RawClient, command: Record<string, unknown>): Promise<void> {
  for (let id = 0; ; id += 1) {
    const reply = await client.ask({ ...command, id: `again ${id}` });
    if (reply.t === 'ok') return;
    expect(reply).toMatchObject({ t: 'error', code: 'unavailable' });
  }
}

test('a look-up from before the state was read anew does not let a used key act again (R50)', async () => {
  const { journal, hub, stopViews } = await setUp();
  const [one, two] = [await connect(hub), await connect(hub)];
  await two.ask({ t: 'list', id: 'caught up' });
  const goOn = stopViews();
  const retried = { t: 'deposit', key: 'order-X', account: 'A', amount: '1' };
  const doubled = { t: 'deposit', key: 'order-K', account: 'B', amount: '7' };
  expect(await two.ask({ ...retried, id: 1 })).toMatchObject({ t: 'ok' });
  // The retry holds the connection up; what comes behind it is looked up already, and not found yet.
  one.send({ ...retried, id: 'x' }, { ...doubled, id: 'k' });
  await two.ask({ t: 'ping', id: 'taken in' });
  expect(await two.ask({ ...doubled, id: 2 })).toMatchObject({ t: 'ok', tx: { seq: 10 } });
  journal.isFull = true;
  expect(await two.ask({ t: 'deposit', id: 3, key: 'order-Z', account: 'A', amount: '1' })).toMatchObject({
    code: 'unavailable',
  });
  journal.isFull = false;
  goOn();
  const late = await one.reply('k');
  if (late.t === 'ok') expect(late).toMatchObject({ replayed: true, tx: { seq: 10 } });
  else expect(late).toMatchObject({ code: 'unavailable' });
  await untilTaken(two, { t: 'deposit', key: 'after', account: 'A', amount: '1' });
  const { accounts } = (await two.ask({ t: 'get', id: 'end', accounts: ['B'] })) as { accounts?: unknown };
  expect(accounts).toMatchObject([{ account: 'B', balance: '507.00' }]);
});

test('a watch that lags while the state is read anew gets its snapshot after that (R88)', async () => {
  const { journal, hub } = await setUp();
  const [slow, client] = [await connect(hub), await connect(hub)];
  await slow.ask({ t: 'watch', id: 1, accounts: ['A'] });
  slow.socket.pause();
  const memo = 'm'.repeat(140);
  for (let round = 0; round < 130; round += 1) {
    const commands = Array.from({ length: 150 }, (_, at) => ({
      t: 'transfer',
      id: at,
      key: `r${round}.${at}`,
      from: at % 2 === 0 ? 'A' : 'B',
      to: at % 2 === 0 ? 'B' : 'A',
      amount: '0.01',
      memo,
    }));
    client.send(...commands);
    await client.reply(commands.length - 1);
    client.takeAll();
  }
  journal.isFull = true;
  await client.ask({ t: 'deposit', id: 'refused', key: 'refused', account: 'A', amount: '1' });
  slow.socket.resume();
  await client.ask({ t: 'ping', id: 'meanwhile' });
  journal.isFull = false;
  await untilTaken(client, { t: 'deposit', key: 'after', account: 'A', amount: '1' });
  const { to } = await slow.next('lagged');
  expect(await slow.next('snapshot')).toMatchObject({ seq: to, more: false });
  await client.ask({ t: 'deposit', id: 'later', key: 'later', account: 'A', amount: '1' });
  const keys: string[] = [];
  while (keys.at(-1) !== 'later') keys.push((await slow.next('tx')).tx.key);
  expect(keys).not.toContain('refused');
});
