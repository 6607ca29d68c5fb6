import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { command, done, openAccounts, stateOf } from '../support/errands.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { watch } from '../support/watch-errands.ts';

/** Money that is reserved, taken and given back. */

const server = await ServerProcess.start({ args: ['--no-demo'] });
let client: RawClient;
beforeAll(async () => {
  client = await RawClient.connect(server.url);
  // Seqs 2 to 7.
  await openAccounts(client, 'bank', { A: '100', B: '0', C: '50' });
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

type Fields = Readonly<Record<string, unknown>>;
const hold = (amount: string, more: Fields = {}): Fields => ({
  t: 'hold',
  from: 'A',
  to: 'B',
  amount,
  ...more,
});

/** The reply, its one time replaced by `TIME`. */
async function replyTo(request: Fields & { readonly id: number }): Promise<string> {
  client.send(request);
  return (await client.replyText(request.id)).replace(/"at":"[^"]+"/, '"at":"TIME"');
}

/** A code, or `ok`. */
async function codeOf(fields: Fields): Promise<string> {
  const reply = await client.ask(command(fields));
  return reply.t === 'error' ? reply.code : reply.t;
}

async function availableOf(account: string): Promise<string | undefined> {
  return (await stateOf(client, account))[0]?.available;
}

describe('each reply, to the last character but its time', () => {
  test('hold reserves (R100)', async () => {
    const expires = '2126-01-31T12:00:00Z';
    const request = { t: 'hold', id: 1, key: 'h', from: 'A', to: 'B', amount: '60', expires, memo: 'taxi' };
    expect(await replyTo(request)).toBe(
      '{"t":"ok","id":1,"tx":{"seq":8,"at":"TIME","key":"h","kind":"hold","by":"anonymous","ledger":"bank",' +
        '"from":"A","to":"B","amount":"60.00","expires":"2126-01-31T12:00:00Z","memo":"taxi","legs":[' +
        '{"account":"A","delta":"0.00","balance":"100.00","available":"40.00","version":2}]}}',
    );
  });

  test('capture moves a part and gives back the rest (R31, R101)', async () => {
    expect(await replyTo({ t: 'capture', id: 2, key: 'c', hold: 8, amount: '45.5' })).toBe(
      '{"t":"ok","id":2,"tx":{"seq":9,"at":"TIME","key":"c","kind":"capture","by":"anonymous","ledger":"bank",' +
        '"hold":8,"amount":"45.50","released":"14.50","legs":[' +
        '{"account":"A","delta":"-45.50","balance":"54.50","available":"54.50","version":3},' +
        '{"account":"B","delta":"45.50","balance":"45.50","available":"45.50","version":1}]}}',
    );
  });

  test('capture without an amount takes all (R101)', async () => {
    const { seq } = await done(client, hold('4.5'));
    expect(await replyTo({ t: 'capture', id: 3, key: 'all', hold: seq })).toBe(
      `{"t":"ok","id":3,"tx":{"seq":11,"at":"TIME","key":"all","kind":"capture","by":"anonymous","ledger":"bank",` +
        `"hold":${seq},"amount":"4.50","all":true,"released":"0.00","legs":[` +
        '{"account":"A","delta":"-4.50","balance":"50.00","available":"50.00","version":5},' +
        '{"account":"B","delta":"4.50","balance":"50.00","available":"50.00","version":2}]}}',
    );
  });

  test('release gives all back (R102)', async () => {
    const { seq } = await done(client, hold('50'));
    expect(await replyTo({ t: 'release', id: 4, key: 'r', hold: seq, memo: 'no taxi' })).toBe(
      `{"t":"ok","id":4,"tx":{"seq":13,"at":"TIME","key":"r","kind":"release","by":"anonymous","ledger":"bank",` +
        `"hold":${seq},"released":"50.00","memo":"no taxi","legs":[` +
        '{"account":"A","delta":"0.00","balance":"50.00","available":"50.00","version":7}]}}',
    );
  });
});

test('what is held can neither be spent nor held again, and is shown as held by every reader (R39, R100)', async () => {
  await using reader = await RawClient.connect(server.url);
  const { seq } = await done(client, hold('30'));
  const state = { account: 'A', balance: '50.00', available: '20.00' };
  for (const t of ['withdraw', 'transfer', 'hold']) {
    const ends = t === 'withdraw' ? { account: 'A' } : { from: 'A', to: 'C' };
    expect(await client.ask(command({ t, ...ends, amount: '20.01' }))).toMatchObject({
      code: 'insufficient_funds',
      message: 'A has 20.00 available, 20.01 asked',
    });
  }
  expect(await stateOf(client, 'A')).toMatchObject([state]);
  expect(await reader.ask({ t: 'list', id: 1, limit: 1 })).toMatchObject({ accounts: [state] });
  expect(await watch(reader, { accounts: ['A'] })).toMatchObject({ accounts: [state] });
  expect(await reader.ask({ t: 'balance', id: 2, account: 'A', at: seq })).toMatchObject(state);
  expect(await reader.ask({ t: 'trial', id: 3, ledger: 'bank' })).toMatchObject({
    ledgers: [{ held: '30.00' }],
  });
  expect(await reader.ask({ t: 'history', id: 4, account: 'A', limit: 1 })).toMatchObject({ txs: [{ seq }] });
  // It is of A alone until it is captured.
  expect(await reader.ask({ t: 'history', id: 5, account: 'B', limit: 1 })).not.toMatchObject({
    txs: [{ seq }],
  });
  await done(client, { t: 'withdraw', account: 'A', amount: '20' });
  await done(client, { t: 'capture', hold: seq });
  expect(await stateOf(client, 'A')).toMatchObject([{ balance: '0.00', available: '0.00' }]);
  expect(await client.ask({ t: 'trial', id: 6, ledger: 'bank' })).toMatchObject({
    ledgers: [{ held: '0.00' }],
  });
});

test('a hold that is settled stays settled, and says by what; what is none is unknown (R104)', async () => {
  await done(client, { t: 'deposit', account: 'A', amount: '100' });
  const [captured, released] = [await done(client, hold('10')), await done(client, hold('10'))];
  const capture = await done(client, { t: 'capture', hold: captured.seq, amount: '7' });
  const release = await done(client, { t: 'release', hold: released.seq });
  for (const t of ['capture', 'release']) {
    expect(await client.ask(command({ t, hold: captured.seq }))).toMatchObject({
      code: 'hold_settled',
      message: `hold ${captured.seq} was captured by transaction ${capture.seq}, 7.00 of it`,
    });
    expect(await client.ask(command({ t, hold: released.seq }))).toMatchObject({
      code: 'hold_settled',
      message: `hold ${released.seq} was released by transaction ${release.seq}`,
    });
    for (const none of [1, capture.seq, Number.MAX_SAFE_INTEGER]) {
      expect(await codeOf({ t, hold: none })).toBe('unknown_hold');
    }
  }
});

test('a capture takes no more than the hold, even where the account has more (R101)', async () => {
  const { seq } = await done(client, hold('10'));
  expect(await client.ask(command({ t: 'capture', hold: seq, amount: '10.01' }))).toMatchObject({
    code: 'insufficient_funds',
    message: `hold ${seq} is of 10.00, 10.01 asked`,
  });
  expect(await codeOf({ t: 'capture', hold: seq, amount: '1.001' })).toBe('amount_precision');
  expect(await codeOf({ t: 'capture', hold: seq, amount: '10' })).toBe('ok');
});

test('of many captures and releases of one hold, over two connections, one is applied (R101, R104)', async () => {
  await using other = await RawClient.connect(server.url);
  const { seq } = await done(client, hold('10'));
  const before = Number(await availableOf('B'));
  const race = Array.from({ length: 30 }, (_, nth) => ({
    from: nth % 2 === 0 ? client : other,
    request: command({ t: nth % 3 === 0 ? 'release' : 'capture', hold: seq }),
  }));
  for (const { from, request } of race) from.send(request);
  const replies = await Promise.all(race.map(({ from, request }) => from.reply(request.id)));
  const [settled, ...others] = replies.filter(({ t }) => t === 'ok');
  expect(others).toEqual([]);
  const codes = replies.flatMap((reply) => (reply.t === 'error' ? reply.code : []));
  expect(codes).toEqual(Array(race.length - 1).fill('hold_settled'));
  const isCaptured = settled?.t === 'ok' && settled.tx.kind === 'capture';
  expect(Number(await availableOf('B'))).toBe(before + (isCaptured ? 10 : 0));
});

test('a hold that its own frame has made is captured there (R22)', async () => {
  const next = (await done(client, hold('1'))).seq + 1;
  const [made, taken] = [command(hold('3')), command({ t: 'capture', hold: next })];
  client.send(made, taken);
  expect(await client.reply(made.id)).toMatchObject({ t: 'ok', tx: { seq: next } });
  expect(await client.reply(taken.id)).toMatchObject({ t: 'ok', tx: { hold: next, amount: '3.00' } });
});

test('holds are as they were after a start, open and settled (R104)', async () => {
  const [open, settled] = [await done(client, hold('2', { memo: 'kept' })), await done(client, hold('3'))];
  await done(client, { t: 'capture', hold: settled.seq });
  const [before] = await stateOf(client, 'A');
  await server.kill('SIGKILL');
  await server.restart();
  client = await RawClient.connect(server.url);
  expect(await stateOf(client, 'A')).toEqual([before]);
  expect(await codeOf({ t: 'capture', hold: settled.seq })).toBe('hold_settled');
  expect(await client.ask(command({ t: 'release', hold: settled.seq }))).toMatchObject({
    message: expect.stringContaining('was captured by transaction'),
  });
  expect(await codeOf({ t: 'capture', hold: open.seq, amount: '1.5' })).toBe('ok');
  expect(await codeOf({ t: 'release', hold: open.seq })).toBe('hold_settled');
});
