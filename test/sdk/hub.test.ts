import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, type Hub, Refused } from '../../client/sdk/index.ts';
import { ServerProcess } from '../support/server-process.ts';

let server: ServerProcess;
let hub: Hub;
beforeAll(async () => {
  server = await ServerProcess.start();
  hub = connect(server.url);
});
afterAll(async () => {
  await hub.close();
  await server[Symbol.asyncDispose]();
});

describe('a command', () => {
  test('resolves with its durable transaction', async () => {
    const tx = await hub.transfer({ from: 'A', to: 'B', amount: '5', memo: '租金', key: 'rent-1' });
    expect(tx).toMatchObject({
      key: 'rent-1',
      kind: 'transfer',
      by: 'anonymous',
      ledger: 'demo',
      amount: '5.00',
      memo: '租金',
      replayed: false,
      legs: [
        { account: 'A', delta: '-5.00' },
        { account: 'B', delta: '5.00' },
      ],
    });
    expect(await hub.outcome('rent-1')).toMatchObject({ kind: 'committed', tx: { seq: tx.seq } });
  });

  test('acts once however often it is sent under its key', async () => {
    const command = { account: 'C', amount: '7', key: 'once' } as const;
    const first = await hub.deposit(command);
    const second = await hub.deposit(command);
    expect(second).toEqual({ ...first, replayed: true });
    await expect(hub.deposit({ ...command, amount: '8' })).rejects.toMatchObject({ code: 'key_reused' });
  });

  test('rejects with the code of its refusal, which its key keeps', async () => {
    const refused = hub.transfer({ from: 'B', to: 'C', amount: '100000', key: 'too-much' });
    await expect(refused).rejects.toBeInstanceOf(Refused);
    await expect(refused).rejects.toMatchObject({
      code: 'insufficient_funds',
      retryable: false,
      key: 'too-much',
      replayed: false,
    });
    expect(await hub.outcome('too-much')).toMatchObject({
      kind: 'refused',
      error: { code: 'insufficient_funds', key: 'too-much', replayed: true },
    });
    expect(await hub.outcome('never-used')).toEqual({ kind: 'unknown' });
  });

  test('keeps to its expectations and its deadline', async () => {
    const [a] = (await hub.get(['A'])).accounts;
    if (a === undefined) throw new Error('A is gone');
    const move = { from: 'A', to: 'B', amount: '1' };
    await hub.transfer({ ...move, expect: { A: a.version } });
    await expect(hub.transfer({ ...move, expect: { A: a.version } })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(hub.transfer({ ...move, deadline: '2020-01-01T00:00:00.000Z' })).rejects.toMatchObject({
      code: 'expired',
    });
  });

  test('of every kind does what it says', async () => {
    await hub.createLedger({ ledger: 'points', asset: 'PTS', scale: 0, rules: { kind: 'none' } });
    await hub.open({ account: 'P1', ledger: 'points' });
    await hub.open({ account: 'M1' });
    await hub.deposit({ account: 'P1', amount: '30' });
    await hub.withdraw({ account: 'P1', amount: '12' });
    expect((await hub.get(['P1', 'M1', '@world:points'])).accounts).toMatchObject([
      { account: 'P1', ledger: 'points', asset: 'PTS', balance: '18', version: 2 },
      { account: 'M1', ledger: 'main', version: 0 },
      { account: '@world:points', balance: '-18' },
    ]);
  });
});

describe('a question', () => {
  test('about many accounts comes page by page', async () => {
    await hub.createLedger({ ledger: 'pages', asset: 'PTS', scale: 0 });
    const ids = ['Q1', 'Q2', 'Q3', 'Q4', 'Q5'];
    await Promise.all(ids.map((account) => hub.open({ account, ledger: 'pages' })));
    const seen: string[] = [];
    let after: string | undefined;
    for (;;) {
      const page = await hub.list({ ledger: 'pages', limit: 2, after });
      seen.push(...page.accounts.map(({ account }) => account));
      if (page.next === null || page.next === undefined) break;
      after = page.next;
    }
    expect(seen).toEqual(ids);
  });

  test('about the past of an account tells its transactions, newest first', async () => {
    await hub.open({ account: 'H', ledger: 'main' });
    for (const amount of ['1', '2', '3']) await hub.deposit({ account: 'H', amount });
    const page = await hub.history({ account: 'H', limit: 2 });
    expect(page.txs).toMatchObject([{ kind: 'deposit' }, { kind: 'deposit' }]);
    const [newest, older] = page.txs;
    expect(newest?.seq).toBeGreaterThan(older?.seq ?? 0);
    expect(page.next).not.toBeNull();
  });

  test('about open holds tells them page by page, of an account, of a ledger or all', async () => {
    await hub.createLedger({ ledger: 'held', asset: 'PTS', scale: 0 });
    for (const account of ['R1', 'R2', 'R3']) await hub.open({ account, ledger: 'held' });
    await hub.deposit({ account: 'R1', amount: '10' });
    const made = [
      await hub.hold({ from: 'R1', to: 'R2', amount: '1', memo: 'room 12' }),
      await hub.hold({ from: 'R1', to: 'R3', amount: '2' }),
      await hub.hold({ from: 'R1', to: 'R2', amount: '3' }),
    ];
    const [first, second, third] = made.map(({ seq }) => seq);
    if (first === undefined || second === undefined || third === undefined) throw new Error('no seqs');
    await hub.release({ hold: second });
    const page = await hub.holds({ account: 'R2', limit: 1 });
    expect(page).toMatchObject({
      holds: [{ seq: first, to: 'R2', amount: '1', memo: 'room 12' }],
      next: first,
    });
    expect(await hub.holds({ account: 'R2', after: first })).toMatchObject({
      holds: [{ seq: third }],
      next: null,
    });
    const ofLedger = await hub.holds({ ledger: 'held' });
    expect(ofLedger.holds.map(({ seq }) => seq)).toEqual([first, third]);
    expect((await hub.holds()).holds).toEqual(expect.arrayContaining([...ofLedger.holds]));
    await expect(hub.holds({ account: 'nobody' })).rejects.toMatchObject({ code: 'unknown_account' });
  });

  test('about the books finds every ledger at zero', async () => {
    const { ledgers } = await hub.trial();
    expect(ledgers.length).toBeGreaterThanOrEqual(2);
    for (const { sum } of ledgers) expect(Number(sum)).toBe(0);
    await expect(hub.trial('nowhere')).rejects.toMatchObject({ code: 'unknown_ledger' });
  });

  test('about an account that is not there is refused', async () => {
    await expect(hub.get(['nobody'])).rejects.toMatchObject({ code: 'unknown_account' });
    expect((await hub.ping()).seq).toBeGreaterThan(0);
  });
});

test('five hundred commands in flight each get their own answer', async () => {
  await hub.open({ account: 'many', ledger: 'main' });
  const amounts = Array.from({ length: 500 }, (_, place) => String(place + 1));
  const txs = await Promise.all(amounts.map((amount) => hub.deposit({ account: 'many', amount })));
  expect(txs.map(({ amount }) => Number(amount))).toEqual(amounts.map(Number));
  const versions = txs.map(({ legs }) => legs.find(({ account }) => account === 'many')?.version);
  expect(versions).toEqual(amounts.map(Number));
});
