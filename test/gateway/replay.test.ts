import { nanoid } from 'nanoid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { balanceOf, books, done, openAccounts } from '../support/errands.ts';
import { newKey } from '../support/new-key.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

/** A key decides once. */

const server = await ServerProcess.start({ args: ['--no-demo'] });
let client: RawClient;
beforeAll(async () => {
  client = await RawClient.connect(server.url);
  await openAccounts(client, 'bank', { X: '100', Y: '0', still: '0' });
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** The text that a replay of this reply has to be. */
function replayOf(text: string, id: number): string {
  return text.replace(/"id":\d+,/, `"id":${id},"replayed":true,`);
}

type Fields = Readonly<Record<string, unknown>>;
const conditions = { memo: 'why', deadline: '2126-01-31T12:00:00Z', expect: { still: 0 } };
const rules = { kind: 'fixed', maxDeposit: '5.50', minBalance: '-1' };
const commands: readonly (readonly [string, Fields])[] = [
  ['a ledger', { t: 'ledger', ledger: 'new', asset: 'CNY', scale: 2, rules }],
  ['an opened account', { t: 'open', account: 'new', ledger: 'bank' }],
  ['a transfer', { t: 'transfer', from: 'X', to: 'Y', amount: '5', ...conditions }],
  ['a deposit', { t: 'deposit', account: 'X', amount: '5' }],
  ['a withdrawal', { t: 'withdraw', account: 'X', amount: '5', memo: '元 "5"' }],
  ['ledger_exists', { t: 'ledger', ledger: 'bank', asset: 'CNY', scale: 2 }],
  ['account_exists', { t: 'open', account: 'X', ledger: 'bank' }],
  ['unknown_account', { t: 'deposit', account: 'nobody', amount: '5' }],
  ['unknown_ledger', { t: 'open', account: 'other', ledger: 'nowhere' }],
  ['same_account', { t: 'transfer', from: 'X', to: 'X', amount: '5' }],
  ['amount_precision', { t: 'deposit', account: 'X', amount: '5.005' }],
  ['overflow', { t: 'deposit', account: 'X', amount: '9'.repeat(40), memo: '"' }],
  ['conflict', { t: 'deposit', account: 'X', amount: '5', ...conditions, expect: { X: 77 } }],
  ['insufficient_funds', { t: 'withdraw', account: 'X', amount: '5000' }],
];

describe('the same key with the same content', () => {
  for (const [kind, makeKey] of [
    ['time-ordered', newKey],
    ['hand-made', () => `by-hand.${nanoid(8).replaceAll('-', '_')}`],
  ] as const) {
    test.each(commands)(
      `answers %s as the first time, byte for byte (R50), ${kind} key`,
      async (_, fields) => {
        const request = { ...fields, key: makeKey() };
        client.send({ ...request, id: 1 });
        const first = await client.replyText(1);
        const before = await books(client);
        client.send({ ...request, id: 2 }, { ...request, id: 3 });
        expect(await client.replyText(2)).toBe(replayOf(first, 2));
        expect(await client.replyText(3)).toBe(replayOf(first, 3));
        await using other = await RawClient.connect(server.url);
        other.send({ ...request, id: 4 }, { t: 'outcome', id: 5, key: request.key });
        expect(await other.replyText(4)).toBe(replayOf(first, 4));
        expect(await other.replyText(5)).toBe(replayOf(first, 5));
        expect(await books(client)).toEqual(before);
      },
    );
  }

  test('answers a refusal even where it would be taken now (R50)', async () => {
    const request = { t: 'withdraw', key: newKey(), account: 'Y', amount: '1000' };
    expect(await client.ask({ ...request, id: 1 })).toMatchObject({ code: 'insufficient_funds' });
    await done(client, { t: 'deposit', account: 'Y', amount: '1000' });
    expect(await client.ask({ ...request, id: 2 })).toMatchObject({
      code: 'insufficient_funds',
      replayed: true,
    });
  });

  test.each([
    ['an amount is what it is worth', { t: 'deposit', account: 'X', amount: '5' }, { amount: '5.00' }],
    ['open without a ledger means main', { t: 'open', account: 'spelled' }, { ledger: 'main' }],
    [
      'a ledger without rules has none',
      { t: 'ledger', ledger: 'spelled', asset: 'CNY', scale: 2 },
      { rules: { kind: 'none' } },
    ],
    [
      'limits are what they are worth, in any order',
      { t: 'ledger', ledger: 'limits', asset: 'CNY', scale: 2, rules },
      { rules: { minBalance: '-1.00', maxDeposit: '5.5', kind: 'fixed' } },
    ],
    [
      'the order of members does not matter',
      { t: 'deposit', account: 'X', amount: '5', expect: { Y: 99, X: 99 } },
      { expect: { X: 99, Y: 99 } },
    ],
  ])('whatever its spelling: %s (R51)', async (_, fields, spelled) => {
    const key = newKey();
    client.send({ ...fields, key, id: 1 }, { ...fields, ...spelled, key, id: 2 });
    const first = await client.replyText(1);
    expect(await client.replyText(2)).toBe(replayOf(first, 2));
  });
});

describe('the same key with other content', () => {
  const transfer = { t: 'transfer', from: 'X', to: 'Y', amount: '1' };
  const full = { ...transfer, memo: 'why', deadline: '2126-01-31T12:00:00Z', expect: {} };
  const refused = { ...full, from: 'nobody' };
  const ledger = { t: 'ledger', ledger: 'again', asset: 'CNY', scale: 2 };

  test.each<[string, Fields, Fields, string]>([
    ['another type', { t: 'deposit', account: 'X', amount: '1' }, { t: 'withdraw' }, 't'],
    ['another giver', transfer, { from: 'Y', to: 'X' }, 'from'],
    ['another taker', transfer, { to: 'X' }, 'to'],
    ['another amount', full, { amount: '1.01' }, 'amount'],
    ['another memo', full, { memo: 'Why' }, 'memo'],
    ['no memo', full, { memo: undefined }, 'memo'],
    ['an empty memo where there was none', transfer, { memo: '' }, 'memo'],
    ['another deadline', full, { deadline: '2126-01-31T12:00:01Z' }, 'deadline'],
    ['the same deadline written otherwise', full, { deadline: '2126-01-31T12:00:00.0Z' }, 'deadline'],
    ['no deadline', full, { deadline: undefined }, 'deadline'],
    ['other versions expected', full, { expect: { Y: 0 } }, 'expect'],
    ['nothing expected', full, { expect: undefined }, 'expect'],
    [
      'another account to deposit into',
      { t: 'deposit', account: 'X', amount: '1' },
      { account: 'Y' },
      'account',
    ],
    ['another amount after a refusal', refused, { amount: '2' }, 'amount'],
    ['another memo after a refusal', refused, { memo: '' }, 'memo'],
    ['another giver after a refusal', refused, { from: 'X' }, 'from'],
    ['another asset', ledger, { asset: 'EUR' }, 'asset'],
    ['another scale', { ...ledger, ledger: 'again2' }, { scale: 3 }, 'scale'],
    ['other rules', { ...ledger, ledger: 'again3' }, { rules: { kind: 'peers' } }, 'rules'],
    ['another ledger to open in', { t: 'open', account: 'again' }, { ledger: 'bank' }, 'ledger'],
  ])('is key_reused with the field named: %s (R52)', async (_, fields, changes, field) => {
    const key = newKey();
    const first = await client.ask({ ...fields, key, id: 1 });
    const before = await books(client);
    const reply = await client.ask({ ...fields, ...changes, key, id: 2 });
    expect(reply).toMatchObject({ code: 'key_reused', retryable: false });
    expect(reply).toMatchObject({ message: expect.stringMatching(new RegExp(`\\b${field}$`)) });
    expect(await books(client)).toEqual(before);
    // The key goes on standing for its first content.
    expect(await client.ask({ ...fields, key, id: 3 })).toEqual({ ...first, id: 3, replayed: true });
  });

  test('is key_reused before anything else is looked at (R60)', async () => {
    const key = newKey();
    await client.ask({ ...transfer, key, id: 1 });
    const late = { ...transfer, key, id: 2, deadline: '2020-01-01T00:00:00Z', from: 'nobody' };
    expect(await client.ask(late)).toMatchObject({ code: 'key_reused' });
  });
});

describe('a refusal that decided nothing', () => {
  test('leaves its key free: expired, then in time (R53)', async () => {
    const request = { t: 'deposit', key: newKey(), account: 'X', amount: '1' };
    const before = await balanceOf(client, 'X');
    for (const id of [1, 2]) {
      const late = await client.ask({ ...request, id, deadline: '2020-01-01T00:00:00Z' });
      expect(late).toMatchObject({ code: 'expired' });
      expect(late).not.toHaveProperty('replayed');
    }
    expect(await client.ask({ t: 'outcome', id: 3, key: request.key })).toMatchObject({
      code: 'unknown_key',
    });
    expect(await client.ask({ ...request, id: 4 })).toMatchObject({ t: 'ok' });
    expect(Number(await balanceOf(client, 'X'))).toBe(Number(before) + 1);
  });

  test('leaves its key free: malformed, then right (R53)', async () => {
    const request = { t: 'deposit', key: newKey(), account: 'X', amount: '1' };
    expect(await client.ask({ ...request, id: 1, amount: 1 })).toMatchObject({ code: 'bad_request' });
    expect(await client.ask({ ...request, id: 2 })).not.toHaveProperty('replayed');
  });
});
