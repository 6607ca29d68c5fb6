import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Transaction } from '../../shared/transaction.ts';
import { command, done, doneAll, openAccounts, stateOf } from '../support/errands.ts';
import { LocalHub } from '../support/local-hub.ts';
import type { RawClient } from '../support/raw-client.ts';
import { watch } from '../support/watch-errands.ts';

/** Holds that end by themselves (R103), by a clock that the test sets. */

const startMs = Date.parse('2026-01-31T12:00:00.000Z');
/** So long that nothing but the test lets it pass. */
const hourMs = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: startMs });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A bank where A has 100.00 and B nothing. */
async function bank(hub: LocalHub): Promise<RawClient> {
  const client = await hub.connect();
  await openAccounts(client, 'bank', { A: '100', B: '0' });
  return client;
}

/** Reserves 10.00 of A until so long after the start. */
function hold(client: RawClient, afterMs: number): Promise<Transaction> {
  const expires = new Date(startMs + afterMs).toISOString();
  return done(client, { t: 'hold', from: 'A', to: 'B', amount: '10', expires });
}

const later = (afterMs: number): void => {
  vi.setSystemTime(startMs + afterMs);
};

test('nobody has to ask: watchers in both modes hear of the end when its time has come', async () => {
  vi.useRealTimers();
  await using hub = await LocalHub.start();
  const client = await bank(hub);
  const [all, latest] = [await hub.connect(), await hub.connect()];
  const expires = new Date(Date.now() + 200).toISOString();
  const { seq } = await done(client, { t: 'hold', from: 'A', to: 'B', amount: '10', expires });
  await watch(all, { accounts: ['A'] });
  await watch(latest, { ledger: 'bank', mode: 'latest' });
  const event = await all.event(1);
  expect(event).toMatchObject({ t: 'tx', prev: seq, tx: { seq: seq + 1, kind: 'expire', hold: seq } });
  if (event.t !== 'tx') throw new Error('not a transaction');
  expect(Date.parse(event.tx.at)).toBeGreaterThanOrEqual(Date.parse(expires));
  expect(await latest.event(1)).toMatchObject({
    t: 'balances',
    seq: seq + 1,
    accounts: [{ account: 'A', balance: '100.00', available: '100.00', version: 3 }],
  });
});

test('the end is a transaction of the hub, the same text for everyone (R38)', async () => {
  await using hub = await LocalHub.start();
  const client = await bank(hub);
  const { seq } = await hold(client, 1_000);
  const watcher = await hub.connect();
  await watch(watcher, { accounts: ['A'] });
  later(1_000);
  await stateOf(client, 'A');
  const event = await watcher.event(1);
  const tx = {
    seq: seq + 1,
    at: '2026-01-31T12:00:01.000Z',
    key: `hub.expire.${seq}`,
    kind: 'expire',
    by: '@hub',
    ledger: 'bank',
    hold: seq,
    released: '10.00',
    legs: [{ account: 'A', delta: '0.00', balance: '100.00', available: '100.00', version: 3 }],
  };
  expect(event).toEqual({ t: 'tx', watch: 1, prev: seq, tx });
  expect(await client.ask({ t: 'history', id: 1, account: 'A', limit: 1 })).toMatchObject({ txs: [tx] });
  expect(await client.ask({ t: 'transactions', id: 2, after: seq })).toMatchObject({ txs: [tx] });
});

describe('from that time on', () => {
  const free = { account: 'A', balance: '100.00', available: '100.00' };
  test.each<[string, Readonly<Record<string, unknown>>, object]>([
    ['get', { t: 'get', accounts: ['A'] }, { accounts: [free] }],
    ['list', { t: 'list', ledger: 'bank', limit: 1 }, { accounts: [free] }],
    ['watch', { t: 'watch', accounts: ['A'] }, { accounts: [free] }],
    ['trial', { t: 'trial', ledger: 'bank' }, { ledgers: [{ held: '0.00' }] }],
    ['history', { t: 'history', account: 'A', limit: 1 }, { txs: [{ kind: 'expire' }] }],
    [
      'statement',
      { t: 'statement', account: 'A', from: '2026-01-31T12:00:00.500Z', to: '2026-01-31T12:00:02Z' },
      { entries: [{ kind: 'expire', available: '100.00' }] },
    ],
    ['transactions', { t: 'transactions', from: '2026-01-31T12:00:01Z' }, { txs: [{ kind: 'expire' }] }],
    ['balance', { t: 'balance', account: 'A', at: 7 }, free],
    ['holds', { t: 'holds', account: 'A' }, { holds: [] }],
  ])('%s shows the money as free', async (_, question, answer) => {
    await using hub = await LocalHub.start();
    const client = await bank(hub);
    await hold(client, 1_000);
    later(999);
    expect(await stateOf(client, 'A')).toMatchObject([{ available: '90.00' }]);
    later(1_000);
    expect(await client.ask({ ...question, id: 1 })).toMatchObject(answer);
  });

  test('the snapshot of a reader that lagged shows the money as free (R88)', async () => {
    await using hub = await LocalHub.start();
    const client = await bank(hub);
    await hold(client, hourMs);
    const reader = await hub.connect();
    for (let nth = 0; nth < 60; nth += 1) await watch(reader, { accounts: ['A'] });
    reader.socket.pause();
    // Sixteen megabytes of events: more than the system takes for a reader that reads nothing.
    const memo = '😀'.repeat(140);
    await doneAll(
      client,
      Array.from({ length: 300 }, () => ({ t: 'deposit', account: 'A', amount: '1', memo })),
    );
    later(hourMs);
    reader.socket.resume();
    let event = await reader.event(1);
    while (event.t !== 'snapshot') event = await reader.event(1);
    expect(event.accounts).toMatchObject([{ balance: '400.00', available: '400.00' }]);
  });

  test('the money can be spent, and no capture or release takes the hold', async () => {
    await using hub = await LocalHub.start();
    const client = await bank(hub);
    const { seq } = await hold(client, 1_000);
    later(1_000);
    for (const t of ['capture', 'release']) {
      expect(await client.ask(command({ t, hold: seq }))).toMatchObject({
        code: 'hold_settled',
        message: `hold ${seq} has expired with transaction ${seq + 1}`,
      });
    }
    await done(client, { t: 'withdraw', account: 'A', amount: '100' });
  });

  test('an atomic batch finds it ended too', async () => {
    await using hub = await LocalHub.start();
    const client = await bank(hub);
    const { seq } = await hold(client, 1_000);
    later(1_000);
    const commands = [
      command({ t: 'withdraw', account: 'A', amount: '100' }),
      command({ t: 'capture', hold: seq }),
    ];
    client.send({ t: 'batch', id: 'batch', atomic: true, commands });
    expect(await client.reply('batch')).toMatchObject({ ok: 0, refused: 2 });
    expect(await client.reply(commands[1]?.id ?? '')).toMatchObject({ code: 'hold_settled' });
    expect(await stateOf(client, 'A')).toMatchObject([{ balance: '100.00', available: '100.00' }]);
  });
});

test('up to that time it can be captured or released, and then nothing expires', async () => {
  await using hub = await LocalHub.start();
  const client = await bank(hub);
  const [one, other] = [await hold(client, 1_000), await hold(client, 1_000)];
  later(999);
  await done(client, { t: 'capture', hold: one.seq });
  const { seq } = await done(client, { t: 'release', hold: other.seq });
  later(5_000);
  expect(await client.ask({ t: 'get', id: 1, accounts: ['A'] })).toMatchObject({ seq });
});

test('a hold whose end has passed is not made, and its key may be tried again (R53, R60)', async () => {
  await using hub = await LocalHub.start();
  const client = await bank(hub);
  const request = command({ t: 'hold', from: 'A', to: 'B', amount: '10' });
  const expires = new Date(startMs).toISOString();
  expect(await client.ask({ ...request, expires })).toMatchObject({ code: 'expired', retryable: false });
  expect(await client.ask({ ...request, from: 'nobody', expires })).toMatchObject({ code: 'expired' });
  expect(await client.ask({ t: 'outcome', id: 1, key: request.key })).toMatchObject({ code: 'unknown_key' });
  expect(await client.ask(request)).toMatchObject({ t: 'ok' });
});

test('after a start those whose time has come end first, each at its own seq, in the order of their ends', async () => {
  await using hub = await LocalHub.start();
  const client = await bank(hub);
  const [late, early, open] = [
    await hold(client, 2_000),
    await hold(client, 1_000),
    await hold(client, 9_000),
  ];
  await hub.stop();
  later(3_000);
  await hub.start();
  const after = await hub.connect();
  expect(await stateOf(after, 'A')).toMatchObject([{ balance: '100.00', available: '90.00' }]);
  expect(await after.ask({ t: 'transactions', id: 1, after: open.seq })).toMatchObject({
    txs: [
      { kind: 'expire', hold: early.seq, at: '2026-01-31T12:00:03.000Z' },
      { kind: 'expire', hold: late.seq },
    ],
  });
  expect(await after.ask(command({ t: 'capture', hold: early.seq }))).toMatchObject({
    code: 'hold_settled',
    message: `hold ${early.seq} has expired with transaction ${open.seq + 1}`,
  });
  later(9_000);
  expect(await stateOf(after, 'A')).toMatchObject([{ available: '100.00' }]);
});

test('a clock that is set back ends nothing early, and nothing twice', async () => {
  await using hub = await LocalHub.start();
  const client = await bank(hub);
  const [first, second] = [await hold(client, 1_000), await hold(client, 2_000)];
  later(1_500);
  expect(await stateOf(client, 'A')).toMatchObject([{ available: '90.00' }]);
  later(100);
  expect(await stateOf(client, 'A')).toMatchObject([{ available: '90.00' }]);
  expect(await client.ask(command({ t: 'capture', hold: first.seq }))).toMatchObject({
    code: 'hold_settled',
  });
  await done(client, { t: 'capture', hold: second.seq });
});

test('while the journal refuses commits nothing expires; after that what is due does, once', async () => {
  await using hub = await LocalHub.start();
  const client = await bank(hub);
  const { seq } = await hold(client, 1_000);
  hub.journal.isFull = true;
  later(1_000);
  // The end is decided with it, and refused with it.
  expect(await client.ask({ t: 'get', id: 1, accounts: ['A'] })).toMatchObject({ code: 'unavailable' });
  const batch = [command({ t: 'deposit', account: 'A', amount: '1' }), command({ t: 'capture', hold: seq })];
  client.send({ t: 'batch', id: 'batch', atomic: true, commands: batch });
  expect(await client.reply('batch')).toMatchObject({ ok: 0, refused: 2 });
  for (const { id } of batch) expect(await client.reply(id)).toMatchObject({ code: 'unavailable' });
  hub.journal.isFull = false;
  let reply = await client.ask({ t: 'get', id: 2, accounts: ['A'] });
  while (reply.t === 'error') reply = await client.ask({ t: 'get', id: 2, accounts: ['A'] });
  expect(reply).toMatchObject({ seq: seq + 1, accounts: [{ balance: '100.00', available: '100.00' }] });
  expect(await client.ask({ t: 'transactions', id: 3, after: seq })).toMatchObject({
    txs: [{ kind: 'expire' }],
  });
});

test('6,000 holds that expire at one instant all end, and meanwhile others are served', async () => {
  await using hub = await LocalHub.start();
  const client = await bank(hub);
  const expires = new Date(startMs + 1_000).toISOString();
  const many = 6_000;
  for (let at = 0; at < many; at += 200) {
    const holds = Array.from({ length: 200 }, () =>
      command({ t: 'hold', from: 'A', to: 'B', amount: '0.01', expires }),
    );
    client.send(...holds);
    for (const { id } of holds) expect(await client.reply(id)).toMatchObject({ t: 'ok' });
  }
  const [before] = await stateOf(client, 'A');
  expect(before).toMatchObject({ available: '40.00' });
  later(1_000);
  await done(client, { t: 'deposit', account: 'B', amount: '1' });
  const watcher = await hub.connect();
  await watch(watcher, { accounts: ['A'], mode: 'latest' });
  let [state] = await stateOf(client, 'A');
  while (state?.available !== '100.00') {
    const event = await watcher.event(1);
    if (event.t === 'balances') [state] = event.accounts;
  }
  expect(state).toMatchObject({ balance: '100.00', version: (before?.version ?? 0) + many });
});
