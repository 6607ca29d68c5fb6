import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { StatementEntry, Transaction } from '../../shared/transaction.ts';
import { done } from '../support/errands.ts';
import { LocalHub } from '../support/local-hub.ts';
import type { RawClient } from '../support/raw-client.ts';

/** Questions about what was, by a clock that the test sets. */

type Fields = Readonly<Record<string, unknown>>;
const startMs = Date.parse('2026-01-31T12:00:00.000Z');
const second = (nth: number): string => new Date(startMs + nth * 1_000).toISOString();

let hub: LocalHub;
let client: RawClient;
/** The transactions from seq 2 on, one a second from second 1 on. */
let txs: Transaction[];
let nowMs = startMs;

/** Makes a transaction a second after the one before. */
async function make(fields: Fields): Promise<Transaction> {
  nowMs += 1_000;
  vi.setSystemTime(nowMs);
  const tx = await done(client, fields);
  txs.push(tx);
  return tx;
}

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: startMs });
  [nowMs, txs] = [startMs, []];
  hub = await LocalHub.start();
  client = await hub.connect();
  await make({ t: 'ledger', ledger: 'bank', asset: 'CNY', scale: 2 }); // 2, second 1
  for (const account of ['A', 'B', 'C']) await make({ t: 'open', account, ledger: 'bank' }); // 3 to 5
  await make({ t: 'deposit', account: 'A', amount: '100', memo: 'pay: May' }); // 6, second 5
  await make({ t: 'transfer', from: 'A', to: 'B', amount: '20', memo: 'rent: May' }); // 7
  await make({ t: 'hold', from: 'A', to: 'B', amount: '30' }); // 8
  await make({ t: 'rules', account: 'A', rules: { kind: 'fixed', maxDeposit: '500' } }); // 9, second 8
  await make({ t: 'capture', hold: 8, amount: '25', memo: 'rent: June' }); // 10
  await make({ t: 'freeze', account: 'A', side: 'credit' }); // 11
  await make({ t: 'unfreeze', account: 'A' }); // 12, second 11
  await make({ t: 'reverse', tx: 7, amount: '5' }); // 13
  await make({ t: 'transfer', from: 'A', to: 'C', amount: '10' }); // 14, second 13
  vi.setSystemTime(nowMs + 1);
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  vi.useRealTimers();
});

async function answer(question: Fields): Promise<string> {
  const reply = await client.ask({ id: 1, ...question });
  if (reply.t === 'balance') return `${reply.at}: ${reply.balance} ${reply.available} v${reply.version}`;
  return reply.t === 'error' ? reply.code : JSON.stringify(reply);
}

describe('balance', () => {
  test.each<[number, string]>([
    [0, '0: 0.00 0.00 v0'],
    [2, '2: 0.00 0.00 v0'],
    [5, '5: 0.00 0.00 v0'],
    [6, '6: 100.00 100.00 v1'],
    [7, '7: 80.00 80.00 v2'],
    [8, '8: 80.00 50.00 v3'],
    [9, '9: 80.00 50.00 v3'],
    [10, '10: 55.00 55.00 v4'],
    [12, '12: 55.00 55.00 v6'],
    [13, '13: 60.00 60.00 v7'],
    [14, '14: 50.00 50.00 v8'],
  ])('just behind seq %i is %s (R78)', async (at, told) => {
    expect(await answer({ t: 'balance', account: 'A', at })).toBe(told);
  });

  test.each<[string, string]>([
    ['1970-01-01T00:00:00Z', '0: 0.00 0.00 v0'],
    [second(4.999), '5: 0.00 0.00 v0'],
    [second(5), '6: 100.00 100.00 v1'],
    [second(5.999), '6: 100.00 100.00 v1'],
    [second(7), '8: 80.00 50.00 v3'],
    ['2026-01-31T12:00:07.9999Z', '8: 80.00 50.00 v3'],
    [second(13), '14: 50.00 50.00 v8'],
  ])('at the time %s is %s, that instant included (R78)', async (at, told) => {
    expect(await answer({ t: 'balance', account: 'A', at })).toBe(told);
  });

  test('of a system account and of an unknown one (R32, R71, R78)', async () => {
    expect(await answer({ t: 'balance', account: '@world:bank', at: 6 })).toBe('6: -100.00 -100.00 v1');
    expect(await answer({ t: 'balance', account: 'nobody', at: 6 })).toBe('unknown_account');
  });

  test('of a seq or time that is not past is bad_request (R78)', async () => {
    const now = new Date(Date.now()).toISOString();
    for (const at of [15, Number.MAX_SAFE_INTEGER, now, second(100)]) {
      expect(await answer({ t: 'balance', account: 'A', at })).toBe('bad_request');
    }
  });

  test('of a seq that is not past tells the newest', async () => {
    client.send({ t: 'balance', id: 'late', account: 'A', at: 15 });
    expect(await client.replyText('late')).toBe(
      '{"t":"error","id":"late","code":"bad_request","message":"at is not past yet, the newest transaction is 14","retryable":false}',
    );
  });

  test('to the last field', async () => {
    client.send({ t: 'balance', id: 'b', account: 'A', at: 8 });
    expect(await client.replyText('b')).toBe(
      '{"t":"balance","id":"b","seq":14,"at":8,"account":"A","ledger":"bank","asset":"CNY","balance":"80.00","available":"50.00","version":3}',
    );
  });
});

describe('statement', () => {
  async function statement(
    fields: Fields,
  ): Promise<{ opening: string; closing: string; entries: StatementEntry[]; next: number | null }> {
    const reply = await client.ask({ t: 'statement', id: 1, account: 'A', ...fields });
    if (reply.t !== 'statement') throw new Error(JSON.stringify(reply));
    const { opening, closing, entries, next } = reply;
    return { opening, closing, entries, next };
  }
  const seqs = (entries: readonly StatementEntry[]): number[] => entries.map(({ seq }) => seq);

  test('tells each entry with the balance that it left, oldest first, and what has no leg not (R79)', async () => {
    const { opening, closing, entries, next } = await statement({ from: second(0) });
    expect({ opening, closing, next }).toEqual({ opening: '0.00', closing: '50.00', next: null });
    expect(seqs(entries)).toEqual([6, 7, 8, 10, 11, 12, 13, 14]);
    expect(entries.slice(0, 3)).toEqual([
      {
        seq: 6,
        at: second(5),
        kind: 'deposit',
        key: txs[4]?.key,
        by: 'anonymous',
        delta: '100.00',
        balance: '100.00',
        available: '100.00',
        version: 1,
        counterparty: '@world:bank',
        memo: 'pay: May',
      },
      {
        seq: 7,
        at: second(6),
        kind: 'transfer',
        key: txs[5]?.key,
        by: 'anonymous',
        delta: '-20.00',
        balance: '80.00',
        available: '80.00',
        version: 2,
        counterparty: 'B',
        memo: 'rent: May',
      },
      {
        seq: 8,
        at: second(7),
        kind: 'hold',
        key: txs[6]?.key,
        by: 'anonymous',
        delta: '0.00',
        balance: '80.00',
        available: '50.00',
        version: 3,
        counterparty: 'B',
      },
    ]);
  });

  test.each([1, 2, 3, 7, 8, 9])(
    'pages of %i are the whole period once, with its opening and closing on each (R79)',
    async (limit) => {
      const told: number[] = [];
      let after: number | null = 0;
      while (after !== null) {
        const page = await statement({ from: second(6), to: second(13), limit, after });
        expect(page).toMatchObject({ opening: '100.00', closing: '60.00' });
        expect(page.entries.length).toBeLessThanOrEqual(limit);
        told.push(...seqs(page.entries));
        after = page.next;
      }
      expect(told).toEqual([7, 8, 10, 11, 12, 13]);
    },
  );

  test('a period begins with its first instant and ends before its last (R77)', async () => {
    expect(seqs((await statement({ from: second(6), to: second(9) })).entries)).toEqual([7, 8]);
    expect(seqs((await statement({ from: second(6.001), to: second(9.001) })).entries)).toEqual([8, 10]);
    expect(await statement({ from: second(9), to: second(9) })).toEqual({
      opening: '80.00',
      closing: '80.00',
      entries: [],
      next: null,
    });
    expect(await statement({ from: second(100), to: second(200) })).toMatchObject({
      opening: '50.00',
      closing: '50.00',
      entries: [],
    });
    expect(await answer({ t: 'statement', account: 'nobody', from: second(0) })).toBe('unknown_account');
  });
});

describe('history', () => {
  async function history(fields: Fields): Promise<number[]> {
    const reply = await client.ask({ t: 'history', id: 1, account: 'A', ...fields });
    if (reply.t !== 'history') throw new Error(JSON.stringify(reply));
    return reply.txs.map(({ seq }) => seq);
  }

  test.each<[string, Fields, number[]]>([
    ['nothing', {}, [6, 7, 8, 9, 10, 11, 12, 13, 14]],
    ['kind', { kind: 'transfer' }, [7, 14]],
    ['kind rules', { kind: 'rules' }, [9]],
    ['a kind that it never had', { kind: 'expire' }, []],
    ['counterparty', { counterparty: 'B' }, [7, 8, 10, 13]],
    ['a system account', { counterparty: '@world:bank' }, [6]],
    ['an unknown counterparty', { counterparty: 'nobody' }, []],
    ['minAmount', { minAmount: '25' }, [6, 8, 10]],
    ['minAmount in another spelling', { minAmount: '30.0' }, [6, 8]],
    ['maxAmount', { maxAmount: '10' }, [13, 14]],
    ['both amounts', { minAmount: '10', maxAmount: '25' }, [7, 10, 14]],
    ['memo', { memo: 'rent' }, [7, 10]],
    ['memo with more', { memo: 'rent: J' }, [10]],
    ['from', { from: second(9) }, [10, 11, 12, 13, 14]],
    ['to', { to: second(8) }, [6, 7, 8]],
    ['a period', { from: second(6), to: second(8) }, [7, 8]],
    [
      'all of them',
      {
        kind: 'transfer',
        counterparty: 'B',
        minAmount: '20',
        maxAmount: '20',
        memo: 'rent',
        from: second(6),
        to: second(7),
      },
      [7],
    ],
    ['all but one', { kind: 'transfer', counterparty: 'B', minAmount: '20.01', memo: 'rent' }, []],
  ])('with %s tells what fits, both ways and in pages (R73, R76, R77)', async (_, filter, fitting) => {
    expect(await history({ ...filter, after: 0 })).toEqual(fitting);
    expect(await history(filter)).toEqual(fitting.toReversed());
    for (const bound of ['before', 'after'] as const) {
      const told: number[] = [];
      let next: number | null = bound === 'before' ? 1_000 : 0;
      while (next !== null) {
        const page = await client.ask({
          t: 'history',
          id: 2,
          account: 'A',
          ...filter,
          [bound]: next,
          limit: 1,
        });
        if (page.t !== 'history') throw new Error(JSON.stringify(page));
        told.push(...page.txs.map(({ seq }) => seq));
        next = page.next;
      }
      expect(told).toEqual(bound === 'before' ? fitting.toReversed() : fitting);
    }
  });

  test('with an amount that is too fine is amount_precision, with an unknown filter bad_request (R76)', async () => {
    const ask = (fields: Fields): Promise<string> => answer({ t: 'history', account: 'A', ...fields });
    expect(await ask({ minAmount: '1.001' })).toBe('amount_precision');
    expect(await ask({ maxAmount: '1.001' })).toBe('amount_precision');
    for (const filter of [
      { key: 'k' },
      { amount: '1' },
      { kind: 'batch' },
      { before: 5, after: 5 },
      { minAmount: '0' },
    ]) {
      expect(await ask(filter)).toBe('bad_request');
    }
  });
});

describe('transactions', () => {
  async function transactions(
    fields: Fields,
  ): Promise<{ seqs: number[]; last: number; next: number | null }> {
    const reply = await client.ask({ t: 'transactions', id: 1, ...fields });
    if (reply.t !== 'transactions') throw new Error(JSON.stringify(reply));
    return { seqs: reply.txs.map(({ seq }) => seq), last: reply.last, next: reply.next };
  }
  const range = (from: number, through: number): number[] =>
    Array.from({ length: through - from + 1 }, (_, nth) => from + nth);

  test('are all, oldest first, each as its sender was told, with the newest of the range', async () => {
    expect(await transactions({})).toEqual({ seqs: range(1, 14), last: 14, next: null });
    expect(await client.ask({ t: 'transactions', id: 2, after: 1 })).toMatchObject({ seq: 14, txs });
  });

  test.each<[Fields, { seqs: number[]; last: number }]>([
    [{ after: 12 }, { seqs: [13, 14], last: 14 }],
    [{ before: 3 }, { seqs: [1, 2], last: 2 }],
    [
      { after: 3, before: 6 },
      { seqs: [4, 5], last: 5 },
    ],
    [{ after: 14 }, { seqs: [], last: 0 }],
    [
      { after: 99, before: 5 },
      { seqs: [], last: 0 },
    ],
    [{ before: 1 }, { seqs: [], last: 0 }],
    [
      { from: second(5), to: second(7) },
      { seqs: [6, 7], last: 7 },
    ],
    [
      { from: second(12), after: 13 },
      { seqs: [14], last: 14 },
    ],
    [
      { ledger: 'bank', before: 4 },
      { seqs: [2, 3], last: 3 },
    ],
    [{ ledger: 'main' }, { seqs: [1], last: 14 }],
  ])('of %j', async (fields, told) => {
    expect(await transactions(fields)).toEqual({ ...told, next: null });
  });

  test.each([1, 4, 13, 14])('pages of %i are all of them once', async (limit) => {
    for (const ledger of [undefined, 'bank']) {
      const told: number[] = [];
      let after: number | null = 0;
      while (after !== null) {
        const page = await transactions({ limit, after, ...(ledger === undefined ? {} : { ledger }) });
        told.push(...page.seqs);
        after = page.next;
      }
      expect(told).toEqual(range(ledger === undefined ? 1 : 2, 14));
    }
  });

  test('of an unknown ledger are unknown_ledger (R71)', async () => {
    expect(await answer({ t: 'transactions', ledger: 'nowhere' })).toBe('unknown_ledger');
  });
});

// The others find the books as they were made.
test('a statement ends now where it is not told when, so that the next can begin there (R79)', async () => {
  const first = await client.ask({ t: 'statement', id: 1, account: 'A', from: second(0) });
  if (first.t !== 'statement') throw new Error(JSON.stringify(first));
  await make({ t: 'deposit', account: 'A', amount: '1' });
  vi.setSystemTime(nowMs + 1);
  const next = await client.ask({ t: 'statement', id: 2, account: 'A', from: first.to });
  expect(next).toMatchObject({ opening: first.closing, closing: '51.00', entries: [{ seq: 15 }] });
});

test('a statement that is asked for in the millisecond of the newest transaction has it (R79)', async () => {
  const tx = await make({ t: 'deposit', account: 'C', amount: '1' });
  const asked = client.ask({ t: 'statement', id: 'same', account: 'C', from: second(0) });
  // A pong overtakes what waits.
  await client.ask({ t: 'ping', id: 'asked' });
  vi.setSystemTime(nowMs + 1);
  expect(await asked).toMatchObject({ closing: '11.00', entries: [{}, { seq: tx.seq }] });
});
