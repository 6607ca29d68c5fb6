import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { TransactionSchema } from '../../shared/transaction.ts';
import { done, doneAll, openAccounts } from '../support/errands.ts';
import { EventReader } from '../support/event-reader.ts';
import { HttpAsker, problemOf } from '../support/http-asker.ts';
import { RawClient } from '../support/raw-client.ts';
import { rawRequest } from '../support/raw-request.ts';
import { ServerProcess } from '../support/server-process.ts';

const server = await ServerProcess.start({ args: ['--no-demo'] });
const client = await RawClient.connect(server.url);
const http = new HttpAsker(server.url);
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** Of a size that a stream does not take in one piece. */
const transfers = 3_000;
const memo = '😀'.repeat(140);

beforeAll(async () => {
  await openAccounts(client, 'bank', { X: '1000', Y: '1000', Z: '0' });
  await openAccounts(client, 'shop', { till: '5' });
  await done(client, { t: 'transfer', from: 'X', to: 'Z', amount: '1.50', memo: 'rent & co' });
  await done(client, { t: 'hold', from: 'X', to: 'Z', amount: '1', memo: 'room & board' });
  await done(client, { t: 'hold', from: 'X', to: 'Y', amount: '1' });
  await doneAll(
    client,
    Array.from({ length: transfers }, () => ({ t: 'transfer', from: 'X', to: 'Y', amount: '0.01', memo })),
  );
});

/** A path, and the request that is the same over a socket. */
const questions: readonly [path: string, request: Record<string, unknown>][] = [
  ['accounts', { t: 'list' }],
  ['accounts?ledger=bank&limit=2', { t: 'list', ledger: 'bank', limit: 2 }],
  ['accounts?after=X&limit=1&minSeq=3', { t: 'list', after: 'X', limit: 1, minSeq: 3 }],
  ['accounts/X', { t: 'get', accounts: ['X'] }],
  ['accounts/@world:bank?minSeq=1', { t: 'get', accounts: ['@world:bank'], minSeq: 1 }],
  ['accounts/%40world%3Abank', { t: 'get', accounts: ['@world:bank'] }],
  ['accounts/X/history?limit=3', { t: 'history', account: 'X', limit: 3 }],
  ['accounts/X/history?before=20&limit=3', { t: 'history', account: 'X', before: 20, limit: 3 }],
  ['accounts/X/history?after=5&limit=3', { t: 'history', account: 'X', after: 5, limit: 3 }],
  [
    'accounts/Z/history?kind=transfer&counterparty=X&minAmount=1&maxAmount=2.00&memo=rent+%26&from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z',
    {
      ...{
        t: 'history',
        account: 'Z',
        kind: 'transfer',
        counterparty: 'X',
        minAmount: '1',
        maxAmount: '2.00',
      },
      ...{ memo: 'rent &', from: '2020-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' },
    },
  ],
  ['accounts/X/balance?at=7', { t: 'balance', account: 'X', at: 7 }],
  ['accounts/X/balance?at=2020-01-01T00:00:00Z', { t: 'balance', account: 'X', at: '2020-01-01T00:00:00Z' }],
  [
    'accounts/X/statement?from=2020-01-01T00:00:00Z&to=2021-01-01T00:00:00Z&after=3&limit=2',
    {
      ...{ t: 'statement', account: 'X', from: '2020-01-01T00:00:00Z', to: '2021-01-01T00:00:00Z' },
      ...{ after: 3, limit: 2 },
    },
  ],
  ['holds', { t: 'holds' }],
  ['holds?account=X&after=1&limit=1&minSeq=3', { t: 'holds', account: 'X', after: 1, limit: 1, minSeq: 3 }],
  ['holds?ledger=bank', { t: 'holds', ledger: 'bank' }],
  ['trial', { t: 'trial' }],
  ['trial?ledger=shop', { t: 'trial', ledger: 'shop' }],
  ['transactions?limit=4', { t: 'transactions', limit: 4 }],
  [
    'transactions?ledger=shop&after=1&before=9000&from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z',
    {
      ...{ t: 'transactions', ledger: 'shop', after: 1, before: 9_000 },
      ...{ from: '2020-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' },
    },
  ],
];

describe('a question', () => {
  test.each(questions)('%s is answered byte for byte as over a socket', async (path, request) => {
    client.send({ ...request, id: 1 });
    const overSocket = await client.replyText(1);
    const { status, headers, text } = await http.get(`/v1/${path}`);
    expect([status, text]).toEqual([200, `${overSocket}\n`]);
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test.each([
    'accounts?colour=red',
    'accounts?account=X',
    'accounts?t=list',
    'accounts?id=7',
    'accounts?limit=1&limit=2',
    'accounts?limit=0',
    'accounts?limit=1001',
    'accounts?limit=',
    'accounts?limit=1e2',
    'accounts?limit=0x1',
    'accounts?__proto__=1',
    'accounts?constructor=1',
    'accounts?=1',
    'accounts?limit=%zz',
    'accounts/X?accounts=Y',
    'accounts/X?limit=1',
    'accounts/%zz',
    'accounts/%00',
    'accounts/%E0%A4%A',
    'accounts/a%2Fb',
    `accounts/${'a'.repeat(65)}`,
    'accounts/X/history?account=Y',
    'accounts/X/history?before=5&after=3',
    'accounts/X/history?before=-1',
    'accounts/X/history?kind=gift',
    'accounts/X/history?colour=red',
    'accounts/X/balance',
    'accounts/X/balance?at=yesterday',
    'accounts/X/balance?at=99999999',
    'accounts/X/statement',
    'accounts/X/statement?from=now',
    'outcomes/white%20space',
    'outcomes/good?key=other',
    'trial?limit=3',
    'holds?account=X&ledger=bank',
    'holds?to=X',
    'transactions/0',
    'transactions/-1',
    'transactions/abc',
    'transactions/1e1',
    'transactions/9999999999999999',
    'transactions/1?ledger=bank',
    'transactions?account=X',
    'watch',
    'watch?accounts=*&ledger=bank',
    'watch?accounts=',
    'watch?accounts=X,,Y',
    'watch?accounts=X&mode=slow',
    'watch?accounts=X&since=7',
    'watch?accounts=X&snapshot=maybe',
    'watch?accounts=X&colour=red',
  ])('that is wrong, %s, is a bad request, never passed over', async (path) => {
    expect(problemOf(await http.get(`/v1/${path}`))).toMatchObject({
      type: '/docs#bad_request',
      status: 400,
      code: 'bad_request',
    });
  });

  test('for the outcome of a key that was never used is 404', async () => {
    expect(problemOf(await http.get('/v1/outcomes/never'))).toMatchObject({
      code: 'unknown_key',
      key: 'never',
    });
  });

  test('is told by HEAD as by GET, without its answer', async () => {
    for (const path of [
      '/v1/accounts',
      '/v1/accounts/X',
      '/v1/accounts/nobody',
      '/v1/trial',
      '/v1/nothing',
    ]) {
      const [got, told] = [
        await rawRequest(server.pageUrl, path),
        await rawRequest(server.pageUrl, path, { method: 'HEAD' }),
      ];
      expect([path, told.status, told.body.length]).toEqual([path, got.status, 0]);
      for (const name of ['content-type', 'content-length'])
        expect(told.headers.get(name)).toBe(got.headers.get(name));
    }
  });

  test('of a path that is none is 404', async () => {
    for (const path of [
      '',
      '/',
      '/accounts/',
      '/accounts/X/',
      '/accounts/X/x',
      '/Accounts',
      '/outcomes',
      '/commands/x',
    ]) {
      expect(problemOf(await http.get(`/v1${path}`.replace(/^\/v1$/, '/v1/')))).toMatchObject({
        status: 404,
        type: 'about:blank',
      });
    }
  });
});

describe('one transaction by its seq', () => {
  test('is what the journal has of it', async () => {
    const page = await http.get('/v1/transactions?limit=20');
    const { txs } = z.object({ txs: z.array(TransactionSchema) }).parse(JSON.parse(page.text));
    expect(txs).toHaveLength(20);
    for (const tx of txs) {
      const { status, headers, text } = await http.get(`/v1/transactions/${tx.seq}`);
      expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
      expect(TransactionSchema.parse(JSON.parse(text))).toEqual(tx);
    }
  });

  test('is unknown_tx where there is none yet', async () => {
    for (const seq of ['1000000', '9007199254740991']) {
      expect(problemOf(await http.get(`/v1/transactions/${seq}`))).toMatchObject({
        status: 404,
        code: 'unknown_tx',
        detail: `there is no transaction ${seq}`,
      });
    }
  });
});

describe('all transactions as lines', () => {
  const asLines = { accept: 'application/x-ndjson' };

  test('are those of the range, in order, each once, beyond any page', async () => {
    const { headers, text } = await http.get('/v1/transactions', asLines);
    expect(headers.get('content-type')).toBe('application/x-ndjson');
    const seqs = text
      .trimEnd()
      .split('\n')
      .map((line) => TransactionSchema.parse(JSON.parse(line)).seq);
    expect(seqs.length).toBeGreaterThan(transfers);
    expect(seqs).toEqual(seqs.map((_, nth) => nth + 1));
  });

  test('keep to their range and ledger, and may be none', async () => {
    const shop = await http.get('/v1/transactions?ledger=shop', asLines);
    expect(shop.text.split('\n').filter((line) => line.includes('"ledger":"shop"'))).toHaveLength(3);
    expect(shop.text.trimEnd().split('\n')).toHaveLength(3);
    const some = await http.get('/v1/transactions?after=5&before=8', asLines);
    expect(
      some.text
        .trimEnd()
        .split('\n')
        .map((line) => TransactionSchema.parse(JSON.parse(line)).seq),
    ).toEqual([6, 7]);
    expect((await http.get('/v1/transactions?after=999999', asLines)).text).toBe('');
  });

  test('are not for who would take anything but them, nor with a limit', async () => {
    const refusing = await http.get('/v1/transactions?limit=1', { accept: 'application/x-ndjson;q=0, */*' });
    expect(JSON.parse(refusing.text)).toMatchObject({ t: 'transactions' });
    expect(problemOf(await http.get('/v1/transactions?limit=1', asLines))).toMatchObject({ status: 400 });
    expect(problemOf(await http.get('/v1/transactions?ledger=none', asLines))).toMatchObject({ status: 404 });
    expect(problemOf(await http.get('/v1/transactions?colour=red', asLines))).toMatchObject({ status: 400 });
  });

  test('go no faster than they are read, and come to their end', async () => {
    await using slow = await EventReader.open(server.url, '/v1/transactions', asLines);
    slow.response.pause();
    // The hub answers others meanwhile.
    for (let turn = 0; turn < 20; turn += 1) expect((await http.get('/v1/accounts/X')).status).toBe(200);
    slow.response.resume();
    expect(await slow.ended()).toBe('whole');
  });
});
