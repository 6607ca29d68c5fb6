import { afterAll, beforeAll, expect, test } from 'vitest';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

/** The happy path of every command, each reply to the last character but its time. */

const server = await ServerProcess.start();
let client: RawClient;
beforeAll(async () => {
  client = await RawClient.connect(server.url);
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const time = /"at":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"/;

/** The reply, its one time replaced by `TIME`. */
async function replyTo(request: { readonly id: number | string } & Record<string, unknown>): Promise<string> {
  client.send(request);
  const text = await client.replyText(request.id);
  expect(Date.parse(time.exec(text)?.[1] ?? '')).not.toBeNaN();
  return text.replace(time, '"at":"TIME"');
}

test('ledger makes a ledger (R33)', async () => {
  const rules = { kind: 'fixed', maxDeposit: '100.5', minBalance: '-20' };
  const request = { t: 'ledger', id: 0, key: 'make-shop', ledger: 'shop', asset: 'EUR', scale: 2, rules };
  expect(await replyTo(request)).toBe(
    '{"t":"ok","id":0,"tx":{"seq":9,"at":"TIME","key":"make-shop","kind":"ledger","by":"anonymous","ledger":"shop",' +
      '"asset":"EUR","scale":2,"rules":{"kind":"fixed","maxDeposit":"100.5","minBalance":"-20"},"legs":[]}}',
  );
});

test('ledger without rules has none (R40)', async () => {
  const request = { t: 'ledger', id: 1, key: 'make-points', ledger: 'points', asset: 'PTS', scale: 0 };
  expect(await replyTo(request)).toBe(
    '{"t":"ok","id":1,"tx":{"seq":10,"at":"TIME","key":"make-points","kind":"ledger","by":"anonymous",' +
      '"ledger":"points","asset":"PTS","scale":0,"rules":{"kind":"none"},"legs":[]}}',
  );
});

test('open opens an account in the ledger named (R33)', async () => {
  expect(await replyTo({ t: 'open', id: 'o', key: 'open-till', account: 'till', ledger: 'shop' })).toBe(
    '{"t":"ok","id":"o","tx":{"seq":11,"at":"TIME","key":"open-till","kind":"open","by":"anonymous",' +
      '"ledger":"shop","account":"till","legs":[]}}',
  );
});

test('open without a ledger opens in main', async () => {
  expect(await replyTo({ t: 'open', id: 'o', key: 'open-purse', account: 'purse:1.a_-' })).toBe(
    '{"t":"ok","id":"o","tx":{"seq":12,"at":"TIME","key":"open-purse","kind":"open","by":"anonymous",' +
      '"ledger":"main","account":"purse:1.a_-","legs":[]}}',
  );
});

test('deposit moves from the ledger’s system account (R31, R32)', async () => {
  expect(await replyTo({ t: 'deposit', id: 3, key: 'in', account: 'till', amount: '50' })).toBe(
    '{"t":"ok","id":3,"tx":{"seq":13,"at":"TIME","key":"in","kind":"deposit","by":"anonymous","ledger":"shop",' +
      '"amount":"50.00","legs":[' +
      '{"account":"@world:shop","delta":"-50.00","balance":"-50.00","available":"-50.00","version":1},' +
      '{"account":"till","delta":"50.00","balance":"50.00","available":"50.00","version":1}]}}',
  );
});

test('withdraw moves to the ledger’s system account, below zero where the rules let it (R31, R41)', async () => {
  expect(await replyTo({ t: 'withdraw', id: 4, key: 'out', account: 'till', amount: '50.5' })).toBe(
    '{"t":"ok","id":4,"tx":{"seq":14,"at":"TIME","key":"out","kind":"withdraw","by":"anonymous","ledger":"shop",' +
      '"amount":"50.50","legs":[' +
      '{"account":"till","delta":"-50.50","balance":"-0.50","available":"-0.50","version":2},' +
      '{"account":"@world:shop","delta":"50.50","balance":"0.50","available":"0.50","version":2}]}}',
  );
});

test('transfer moves between two accounts, and its conditions become part of it (R31, R37)', async () => {
  const request = {
    t: 'transfer',
    id: 5,
    key: 'rent',
    from: 'A',
    to: 'B',
    amount: '5.0',
    memo: 'rent "May" — 元',
  };
  const conditions = { deadline: '2126-01-31T12:00:00Z', expect: { B: 1, A: 1, 'purse:1.a_-': 0 } };
  expect(await replyTo({ ...request, ...conditions })).toBe(
    '{"t":"ok","id":5,"tx":{"seq":15,"at":"TIME","key":"rent","kind":"transfer","by":"anonymous","ledger":"demo",' +
      '"amount":"5.00","memo":"rent \\"May\\" — 元","deadline":"2126-01-31T12:00:00Z",' +
      '"expect":{"B":1,"A":1,"purse:1.a_-":0},"legs":[' +
      '{"account":"A","delta":"-5.00","balance":"995.00","available":"995.00","version":2},' +
      '{"account":"B","delta":"5.00","balance":"505.00","available":"505.00","version":2}]}}',
  );
});

test('a correlation id is repeated as it was given (R13)', async () => {
  for (const id of [0, Number.MAX_SAFE_INTEGER, 'x', '0', 'é"\\\u0000\u2028😀', 'y'.repeat(64)]) {
    expect(await client.ask({ t: 'ping', id })).toMatchObject({ t: 'pong', id });
  }
});

test('the demo bank’s limits are those of its page (R42)', async () => {
  const ask = (t: string, account: string, amount: string): ReturnType<RawClient['ask']> =>
    client.ask({ t, id: `${t} ${amount}`, key: `${t}-${account}-${amount}`, account, amount });
  // A 995, B 505, C 800: a deposit of half of 995 + 800, a withdrawal of the largest other.
  expect(await ask('deposit', 'C', '897.51')).toMatchObject({ code: 'limit_deposit', retryable: false });
  expect(await ask('deposit', 'C', '897.50')).toMatchObject({ t: 'ok' });
  expect(await ask('withdraw', 'C', '995.01')).toMatchObject({ code: 'limit_withdraw', retryable: false });
  expect(await ask('withdraw', 'C', '995')).toMatchObject({ t: 'ok' });
  expect(await ask('withdraw', 'B', '505.01')).toMatchObject({
    code: 'insufficient_funds',
    retryable: false,
  });
});
