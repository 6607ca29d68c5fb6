import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { command, done, doneAll, openAccounts } from '../support/errands.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

const server = await ServerProcess.start();
let client: RawClient;
beforeAll(async () => {
  client = await RawClient.connect(server.url);
  // Seqs 9 to 15: the ledger, five accounts, one deposit.
  await openAccounts(client, 'bank', { b: '100', a: '0', Z: '0', 'b.1': '0', 'b-1': '0' });
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const ids = (reply: { readonly accounts: readonly { readonly account: string }[] }): string[] =>
  reply.accounts.map(({ account }) => account);

type Fields = Readonly<Record<string, unknown>>;
async function list(fields: Fields): Promise<{ accounts: string[]; next: string | null | undefined }> {
  const reply = await client.ask({ t: 'list', id: 'list', ...fields });
  if (reply.t !== 'accounts') throw new Error(JSON.stringify(reply));
  return { accounts: ids(reply), next: reply.next };
}

async function history(fields: Fields): Promise<{ seqs: number[]; next: number | null }> {
  const reply = await client.ask({ t: 'history', id: 'history', ...fields });
  if (reply.t !== 'history') throw new Error(JSON.stringify(reply));
  return { seqs: reply.txs.map(({ seq }) => seq), next: reply.next };
}

describe('get', () => {
  test('answers in the order asked, system accounts too, to the last character (R32, R70)', async () => {
    client.send({ t: 'get', id: 6, accounts: ['b', '@world:bank', 'A', 'a', 'b'] });
    expect(await client.replyText(6)).toBe(
      '{"t":"accounts","id":6,"seq":15,"accounts":[' +
        '{"account":"b","ledger":"bank","asset":"CNY","balance":"100.00","available":"100.00","version":1},' +
        '{"account":"@world:bank","ledger":"bank","asset":"CNY","balance":"-100.00","available":"-100.00","version":1},' +
        '{"account":"A","ledger":"demo","asset":"CNY","balance":"1000.00","available":"1000.00","version":1},' +
        '{"account":"a","ledger":"bank","asset":"CNY","balance":"0.00","available":"0.00","version":0},' +
        '{"account":"b","ledger":"bank","asset":"CNY","balance":"100.00","available":"100.00","version":1}]}',
    );
  });

  test('of an unknown account among others is unknown_account as a whole (R71)', async () => {
    for (const account of ['nobody', '@world:nowhere', 'constructor']) {
      const reply = await client.ask({ t: 'get', id: 1, accounts: ['A', account] });
      expect(reply).toMatchObject({
        t: 'error',
        code: 'unknown_account',
        message: expect.stringContaining(account),
      });
    }
  });
});

describe('list', () => {
  test('gives all accounts by id, without system accounts (R32, R72)', async () => {
    expect(await list({})).toEqual({ accounts: ['A', 'B', 'C', 'Z', 'a', 'b', 'b-1', 'b.1'], next: null });
  });

  test('gives those of one ledger (R72)', async () => {
    expect(await list({ ledger: 'bank' })).toEqual({ accounts: ['Z', 'a', 'b', 'b-1', 'b.1'], next: null });
    expect(await list({ ledger: 'main' })).toEqual({ accounts: [], next: null });
    const unknown = await client.ask({ t: 'list', id: 1, ledger: 'nowhere' });
    expect(unknown).toMatchObject({ code: 'unknown_ledger' });
  });

  test.each([1, 2, 3, 5, 8])('pages of %i are all accounts once, in order (R72)', async (limit) => {
    const all: string[] = [];
    let after: string | null | undefined;
    do {
      const page = await list({ limit, after: after ?? undefined });
      expect(page.accounts.length).toBeLessThanOrEqual(limit);
      all.push(...page.accounts);
      after = page.next;
    } while (after !== null);
    expect(all).toEqual(['A', 'B', 'C', 'Z', 'a', 'b', 'b-1', 'b.1']);
  });

  test('goes on behind an id that need not exist', async () => {
    expect(await list({ after: 'Bx', ledger: 'demo' })).toEqual({ accounts: ['C'], next: null });
    expect(await list({ after: 'zzz' })).toEqual({ accounts: [], next: null });
  });

  test('shows the newest state as of its seq (R70)', async () => {
    const { seq } = await done(client, { t: 'deposit', account: 'Z', amount: '1' });
    expect(await client.ask({ t: 'list', id: 1, ledger: 'bank', limit: 1 })).toEqual({
      t: 'accounts',
      id: 1,
      seq,
      accounts: [
        { account: 'Z', ledger: 'bank', asset: 'CNY', balance: '1.00', available: '1.00', version: 1 },
      ],
      next: 'Z',
    });
  });
});

describe('history', () => {
  let seqs: number[] = [];
  beforeAll(async () => {
    await openAccounts(client, 'past', { P: '1000', Q: '1000' });
    const moves = Array.from({ length: 300 }, (_, at) => ({
      t: 'transfer',
      from: 'P',
      to: 'Q',
      amount: `${at + 1}`,
    }));
    // Others in between, and refusals: neither is part of the history.
    const all = moves.flatMap((move) => [
      { t: 'deposit', account: 'a', amount: '1' },
      { ...move, amount: '1' },
    ]);
    await client.ask(command({ t: 'withdraw', account: 'P', amount: '5000' }));
    const made = (await doneAll(client, all)).filter(({ kind }) => kind === 'transfer').map(({ seq }) => seq);
    const first = await history({ account: 'P', after: 0, limit: 1 });
    seqs = [...first.seqs, ...made];
  });

  test('without bounds gives the newest first, 100 of them (R73)', async () => {
    const newest = [...seqs].reverse();
    expect(await history({ account: 'P' })).toEqual({ seqs: newest.slice(0, 100), next: newest[99] });
  });

  test.each([1, 7, 64, 100, 299, 300, 301, 302])(
    'pages of %i, either way, are all its movements once (R73)',
    async (limit) => {
      for (const bound of ['before', 'after'] as const) {
        const told: number[] = [];
        let next: number | null = bound === 'before' ? Number.MAX_SAFE_INTEGER : 0;
        while (next !== null) {
          const page = await history({ account: 'P', [bound]: next, limit });
          expect(page.seqs.length).toBeLessThanOrEqual(limit);
          told.push(...page.seqs);
          next = page.next;
        }
        expect(told).toEqual(bound === 'before' ? [...seqs].reverse() : seqs);
      }
    },
  );

  test('bounds are exclusive, and may name any seq (R73)', async () => {
    const [, second = 0, third = 0] = seqs;
    expect(await history({ account: 'P', after: second, limit: 1 })).toEqual({ seqs: [third], next: third });
    expect((await history({ account: 'P', before: third, limit: 1 })).seqs).toEqual([second]);
    expect(await history({ account: 'P', before: 0 })).toEqual({ seqs: [], next: null });
    expect(await history({ account: 'P', before: 5 })).toEqual({ seqs: [], next: null });
    expect(await history({ account: 'P', after: Number.MAX_SAFE_INTEGER })).toEqual({ seqs: [], next: null });
  });

  test('tells each transaction as its sender was told', async () => {
    const tx = await done(client, { t: 'transfer', from: 'P', to: 'Q', amount: '2.5', memo: 'é "x"' });
    for (const account of ['P', 'Q']) {
      const reply = await client.ask({ t: 'history', id: 1, account, limit: 1 });
      expect(reply).toMatchObject({ seq: tx.seq, txs: [tx] });
    }
    seqs.push(tx.seq);
  });

  test('of a system account tells its deposits and withdrawals, of a fresh account nothing (R32)', async () => {
    const [first, second] = (await history({ account: '@world:past', after: 0 })).seqs;
    expect(second).toBe((first ?? 0) + 1);
    expect(await history({ account: 'b-1' })).toEqual({ seqs: [], next: null });
  });

  test('of an unknown account is unknown_account (R71)', async () => {
    for (const account of ['nobody', '@world:nowhere']) {
      expect(await client.ask({ t: 'history', id: 1, account })).toMatchObject({ code: 'unknown_account' });
    }
  });
});

describe('trial', () => {
  test('adds up each ledger, by id, to the last field', async () => {
    const ledger = { t: 'ledger', ledger: 'zero', asset: 'PTS', scale: 0 };
    await doneAll(client, [
      ledger,
      { t: 'open', account: 'z', ledger: 'zero' },
      { t: 'deposit', account: 'z', amount: '9' },
    ]);
    const { seq } = await done(client, { t: 'withdraw', account: 'z', amount: '4' });
    expect(await client.ask({ t: 'trial', id: 1, ledger: 'zero' })).toEqual({
      t: 'trial',
      id: 1,
      seq,
      ledgers: [
        {
          ledger: 'zero',
          asset: 'PTS',
          scale: 0,
          sum: '0',
          deposited: '9',
          withdrawn: '4',
          held: '0',
          accounts: 1,
          transactions: 4,
        },
      ],
    });
    const all = await client.ask({ t: 'trial', id: 2 });
    expect(all).toMatchObject({
      seq,
      ledgers: ['bank', 'demo', 'main', 'past', 'zero'].map((id) => ({ ledger: id })),
    });
  });

  test('of an unknown ledger is unknown_ledger (R71)', async () => {
    expect(await client.ask({ t: 'trial', id: 1, ledger: 'nowhere' })).toMatchObject({
      code: 'unknown_ledger',
    });
  });
});
