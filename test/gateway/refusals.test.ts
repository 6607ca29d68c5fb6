import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../shared/codes.ts';
import { books, command, done, openAccounts } from '../support/errands.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

/** Commands with the right shape that the books do not allow. */

const server = await ServerProcess.start({ args: ['--no-demo'] });
let client: RawClient;
beforeAll(async () => {
  client = await RawClient.connect(server.url);
  await openAccounts(client, 'bank', { X: '100', Y: '0' });
  await openAccounts(client, 'other', { Z: '10' });
  const rules = {
    kind: 'fixed',
    maxDeposit: '50',
    maxWithdraw: '20',
    maxTransfer: '30',
    minBalance: '5',
    maxBalance: '60',
  };
  await done(client, { t: 'ledger', ledger: 'strict', asset: 'EUR', scale: 2, rules });
  for (const account of ['S', 'T']) {
    await done(client, { t: 'open', account, ledger: 'strict' });
    await done(client, { t: 'deposit', account, amount: '40' });
  }
  // The full range: what deposits gave together is 2^63, the most that the system account can lack.
  await done(client, { t: 'ledger', ledger: 'large', asset: 'PTS', scale: 0 });
  for (const account of ['full', 'rest']) await done(client, { t: 'open', account, ledger: 'large' });
  await done(client, { t: 'deposit', account: 'full', amount: '9223372036854775807' });
  await done(client, { t: 'deposit', account: 'rest', amount: '1' });
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

type Fields = Readonly<Record<string, unknown>>;
const deposit = (account: string, amount: string): Fields => ({ t: 'deposit', account, amount });
const withdraw = (account: string, amount: string): Fields => ({ t: 'withdraw', account, amount });
const transfer = (from: string, to: string, amount: string): Fields => ({ t: 'transfer', from, to, amount });
const ledger = (rules: Fields): Fields => ({ t: 'ledger', ledger: 'new', asset: 'CNY', scale: 2, rules });

const refusals: readonly (readonly [string, Fields, ErrorCode])[] = [
  ['a deposit into an unknown account', deposit('nobody', '1'), 'unknown_account'],
  ['a withdrawal from an unknown account', withdraw('nobody', '1'), 'unknown_account'],
  ['a transfer from an unknown account', transfer('nobody', 'X', '1'), 'unknown_account'],
  ['a transfer to an unknown account', transfer('X', 'nobody', '1'), 'unknown_account'],
  ['an id of the language, never opened', deposit('toString', '1'), 'unknown_account'],
  ['an id that differs in case', deposit('x', '1'), 'unknown_account'],
  ['an account in an unknown ledger', { t: 'open', account: 'new', ledger: 'nowhere' }, 'unknown_ledger'],
  ['an account that is open', { t: 'open', account: 'X', ledger: 'bank' }, 'account_exists'],
  [
    'an account that is open in another ledger',
    { t: 'open', account: 'X', ledger: 'other' },
    'account_exists',
  ],
  ['a ledger that exists', { t: 'ledger', ledger: 'bank', asset: 'CNY', scale: 2 }, 'ledger_exists'],
  ['a transfer to itself', transfer('X', 'X', '1'), 'same_account'],
  ['a transfer into another ledger', transfer('X', 'Z', '1'), 'ledger_mismatch'],
  ['more decimals than the asset has', deposit('X', '1.005'), 'amount_precision'],
  ['more decimals, though they are zero', deposit('X', '1.000'), 'amount_precision'],
  ['decimals of an asset without any', deposit('rest', '1.0'), 'amount_precision'],
  [
    'a limit with more decimals than the asset',
    ledger({ kind: 'fixed', maxDeposit: '0.001' }),
    'amount_precision',
  ],
  ['30 digits', deposit('X', '1'.repeat(30)), 'overflow'],
  ['64 digits', deposit('X', '9'.repeat(64)), 'overflow'],
  ['a deposit past 2^63-1', deposit('full', '1'), 'overflow'],
  ['a transfer past 2^63-1', transfer('rest', 'full', '1'), 'overflow'],
  ['a deposit that takes the system account below -2^63', deposit('rest', '1'), 'overflow'],
  ['a withdrawal past 64 bits', withdraw('X', '92233720368547859'), 'overflow'],
  ['a limit past 64 bits', ledger({ kind: 'fixed', minBalance: `-${'9'.repeat(20)}` }), 'overflow'],
  ['a deposit above the limit', deposit('S', '50.01'), 'limit_deposit'],
  ['a deposit that fills the account too much', deposit('S', '20.01'), 'limit_deposit'],
  ['a withdrawal above the limit', withdraw('S', '20.01'), 'limit_withdraw'],
  ['a transfer above the limit', transfer('S', 'T', '30.01'), 'limit_transfer'],
  ['a transfer that fills the other account too much', transfer('S', 'T', '20.01'), 'limit_transfer'],
  ['a withdrawal of more than there is', withdraw('X', '100.01'), 'insufficient_funds'],
  ['a transfer of more than there is', transfer('X', 'Y', '100.01'), 'insufficient_funds'],
  ['a withdrawal from an empty account', withdraw('Y', '0.01'), 'insufficient_funds'],
  ['a stale version', { ...deposit('X', '1'), expect: { X: 0 } }, 'conflict'],
  ['the version of an unknown account', { ...deposit('X', '1'), expect: { nobody: 0 } }, 'unknown_account'],
  ['a deadline that has passed', { ...deposit('X', '1'), deadline: '2020-01-01T00:00:00Z' }, 'expired'],
];

describe('a refusal', () => {
  test.each(refusals)('of %s has its code and changes nothing (R30)', async (_, fields, code) => {
    await using neighbour = await RawClient.connect(server.url);
    await neighbour.ask({ t: 'watch', id: 'all', accounts: '*' });
    const before = await books(client);
    const request = command(fields);
    client.send(request);
    expect(JSON.parse(await client.replyText(request.id))).toEqual({
      t: 'error',
      id: request.id,
      code,
      message: expect.stringMatching(/./),
      retryable: false,
    });
    expect(await books(client)).toEqual(before);
    await neighbour.ask({ t: 'get', id: 'barrier', accounts: ['X'] });
    expect(neighbour.takeAll()).toEqual([]);
  });

  test('leaves the next command of the same frame as it is', async () => {
    const [bad, good] = [command(withdraw('X', '1000')), command(withdraw('X', '1'))];
    client.send(bad, good);
    expect(await client.reply(bad.id)).toMatchObject({ code: 'insufficient_funds' });
    expect(await client.reply(good.id)).toMatchObject({ t: 'ok', tx: { legs: [{ balance: '99.00' }, {}] } });
  });

  test('speaks of the account that gives where both are unknown (R62)', async () => {
    const { id, ...request } = command(transfer('nobody', 'no-one', '1'));
    expect(await client.ask({ ...request, id })).toMatchObject({
      message: expect.stringContaining('nobody'),
    });
  });
});

test('ids that mean something to the language are ids like others (R12)', async () => {
  const names = ['constructor', 'hasOwnProperty', 'valueOf', 'a'.repeat(64)];
  for (const account of names) {
    await done(client, { t: 'open', account, ledger: 'bank' });
    const tx = await done(client, { ...deposit(account, '1'), expect: { [account]: 0 } });
    expect(tx.expect).toEqual({ [account]: 0 });
  }
  expect((await books(client)).accounts.map(({ account }) => account)).toEqual(expect.arrayContaining(names));
});
