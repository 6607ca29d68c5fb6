import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { balanceOf, command, done, openAccounts, stateOf } from '../support/errands.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

/** What every command may carry beside its own fields. */

const server = await ServerProcess.start();
let client: RawClient;
beforeAll(async () => {
  client = await RawClient.connect(server.url);
  await openAccounts(client, 'bank', { X: '100', Y: '0' });
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const deposit = { t: 'deposit', account: 'X', amount: '1' };

describe('a memo', () => {
  test.each([
    ['140 letters', 'm'.repeat(140)],
    ['140 characters of two UTF-16 units', '😀'.repeat(140)],
    ['no characters', ''],
    ['joiners', '👨‍👩‍👧‍👦 नमस्‌ते'],
    ['what JSON and HTML escape', `"quotes" \\ / <b>&amp;</b> ' \u00a0`],
    ['what looks like a message', '{"t":"ok","id":1}'],
  ])('of %s is kept as it is and shown to all (R34, R37)', async (_, memo) => {
    await using reader = await RawClient.connect(server.url);
    await reader.ask({ t: 'watch', id: 1, accounts: ['X'] });
    expect(await done(client, { ...deposit, memo })).toMatchObject({ memo });
    expect(await reader.next('tx')).toMatchObject({ tx: { memo } });
    expect(await client.ask({ t: 'history', id: 1, account: 'X', limit: 1 })).toMatchObject({
      txs: [{ memo }],
    });
  });

  test('may come with every command', async () => {
    const memo = 'why';
    expect(await done(client, { t: 'ledger', ledger: 'm', asset: 'CNY', scale: 2, memo })).toMatchObject({
      memo,
    });
    expect(await done(client, { t: 'open', account: 'm', ledger: 'm', memo })).toMatchObject({ memo });
    expect(await done(client, { t: 'withdraw', account: 'X', amount: '1', memo })).toMatchObject({ memo });
    expect(await done(client, { t: 'transfer', from: 'X', to: 'Y', amount: '1', memo })).toMatchObject({
      memo,
    });
  });
});

describe('a deadline', () => {
  test('that has passed is expired, whatever else is wrong (R35, R60)', async () => {
    const before = await balanceOf(client, 'X');
    for (const fields of [deposit, { ...deposit, account: 'nobody' }, { ...deposit, amount: '1.005' }]) {
      const request = command({ ...fields, deadline: new Date(Date.now() - 1).toISOString() });
      expect(await client.ask(request)).toMatchObject({ code: 'expired', retryable: false });
    }
    expect(await balanceOf(client, 'X')).toBe(before);
  });

  test('that has not passed is kept with the transaction as written (R35, R37)', async () => {
    for (const deadline of [
      '2126-01-31T12:00:00Z',
      '2126-01-31T12:00:00.5Z',
      '2126-01-31T12:00:00.123456Z',
    ]) {
      expect(await done(client, { ...deposit, deadline })).toMatchObject({ deadline });
    }
  });
});

describe('expect', () => {
  test('lets a command through at the right version only (R36)', async () => {
    const [x] = await stateOf(client, 'X');
    const version = x?.version ?? 0;
    const twice = { ...deposit, expect: { X: version } };
    const [first, second] = [command(twice), command(twice)];
    client.send(first, second);
    expect(await client.reply(first.id)).toMatchObject({ t: 'ok', tx: { expect: { X: version } } });
    expect(await client.reply(second.id)).toMatchObject({ code: 'conflict', retryable: false });
  });

  test('may name many accounts, of any ledger, and system accounts (R32, R36)', async () => {
    const [a, x, world] = await stateOf(client, 'A', 'X', '@world:bank');
    const versions = { A: a?.version ?? 0, X: x?.version ?? 0, '@world:bank': world?.version ?? 0 };
    expect(await done(client, { ...deposit, expect: versions })).toMatchObject({ expect: versions });
    expect(await client.ask(command({ ...deposit, expect: versions }))).toMatchObject({ code: 'conflict' });
  });

  test('may name nothing', async () => {
    expect(await done(client, { ...deposit, expect: {} })).toMatchObject({ expect: {} });
  });

  test('counts for commands that move nothing, too', async () => {
    const open = { t: 'open', account: 'conditional', ledger: 'bank' };
    expect(await client.ask(command({ ...open, expect: { X: 0 } }))).toMatchObject({ code: 'conflict' });
    expect(await client.ask(command({ ...open, expect: { nobody: 0 } }))).toMatchObject({
      code: 'unknown_account',
    });
    await done(client, { ...open, expect: { A: 1 } });
  });

  test('lets one of many in at a version, and the others know (R36)', async () => {
    const [y] = await stateOf(client, 'Y');
    const request = { t: 'deposit', account: 'Y', amount: '1', expect: { Y: y?.version ?? 0 } };
    const clients = await Promise.all(Array.from({ length: 10 }, () => RawClient.connect(server.url)));
    const replies = await Promise.all(clients.map((each) => each.ask(command(request))));
    for (const each of clients) await each[Symbol.asyncDispose]();
    expect(replies.map((reply) => (reply.t === 'error' ? reply.code : reply.t)).sort()).toEqual([
      ...Array(9).fill('conflict'),
      'ok',
    ]);
  });
});
