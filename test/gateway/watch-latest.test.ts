import { afterAll, beforeAll, expect, test } from 'vitest';
import { command, done, openAccounts, stateOf } from '../support/errands.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { expectNothingElse, watch } from '../support/watch-errands.ts';

const server = await ServerProcess.start({ args: ['--no-demo'] });
let client: RawClient;
beforeAll(async () => {
  client = await RawClient.connect(server.url);
  await openAccounts(client, 'bank', { X: '100', Y: '100', Z: '100' });
  await openAccounts(client, 'other', { O: '100' });
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const transfer = (from: string, to: string): Record<string, unknown> => ({
  t: 'transfer',
  from,
  to,
  amount: '1',
});
const deposit = (account: string): Record<string, unknown> => ({ t: 'deposit', account, amount: '1' });

test('an event of the commit that the watch begins in names the seq of its states (R84, R85)', async () => {
  await using reader = await RawClient.connect(server.url);
  reader.send(
    { t: 'watch', id: 'watch', accounts: ['X'], mode: 'latest' },
    command({ ...deposit('X'), id: 'first' }),
    { t: 'watch', id: 'beside', accounts: ['Y'] },
  );
  const watching = await reader.reply('watch');
  const { tx } = await reader.next('ok');
  expect(watching).toMatchObject({ t: 'watching', seq: tx.seq - 1 });
  expect(await reader.event(1)).toMatchObject({ t: 'balances', prev: tx.seq - 1, seq: tx.seq });
});

test('it begins with a snapshot, then tells the newest state of what changed (R80, R84, R85)', async () => {
  await using reader = await RawClient.connect(server.url);
  const watching = await watch(reader, { accounts: ['X', 'Y'], mode: 'latest' });
  expect(watching).toMatchObject({ recovered: false, accounts: await stateOf(client, 'X', 'Y') });
  const first = await done(client, transfer('X', 'Y'));
  const { seq: prev } = watching;
  expect(await reader.event(1)).toEqual({
    t: 'balances',
    watch: 1,
    prev,
    seq: first.seq,
    accounts: await stateOf(client, 'X', 'Y'),
  });
  await done(client, deposit('Z'));
  const third = await done(client, transfer('Y', 'Z'));
  expect(await reader.event(1)).toEqual({
    t: 'balances',
    watch: 1,
    prev: first.seq,
    seq: third.seq,
    accounts: await stateOf(client, 'Y'),
  });
  await expectNothingElse(reader);
});

test('one commit is told of once, each account in its last state (R84)', async () => {
  await using reader = await RawClient.connect(server.url);
  const { seq } = await watch(reader, { ledger: 'bank', mode: 'latest' });
  // One frame of time-ordered keys is decided at once, and so committed together.
  const commands = [transfer('X', 'Y'), deposit('X'), transfer('X', 'Y'), deposit('O'), deposit('X')].map(
    command,
  );
  client.send(...commands);
  for (const { id } of commands) expect(await client.reply(id)).toMatchObject({ t: 'ok' });
  const event = await reader.event(1);
  expect(event).toMatchObject({ t: 'balances', prev: seq, seq: seq + 5 });
  const told = event.t === 'balances' ? event.accounts : [];
  const states = await stateOf(client, 'X', 'Y');
  expect([...told].sort((a, b) => (a.account < b.account ? -1 : 1))).toEqual(states);
  await expectNothingElse(reader);
});

test('everything and a ledger take in accounts that are opened later, and no system account (R87)', async () => {
  await using reader = await RawClient.connect(server.url);
  const all = await watch(reader, { accounts: '*', mode: 'latest' });
  const other = await watch(reader, { ledger: 'other', mode: 'latest' });
  expect(other.accounts?.map(({ account }) => account)).toEqual(['O']);
  await done(client, { t: 'open', account: 'fresh', ledger: 'other' });
  await done(client, deposit('fresh'));
  for (const { watch: id } of [all, other]) {
    expect(await reader.event(id)).toMatchObject({
      accounts: [{ account: 'fresh', balance: '0.00', version: 0 }],
    });
    expect(await reader.event(id)).toMatchObject({
      accounts: [{ account: 'fresh', balance: '1.00', version: 1 }],
    });
  }
  await expectNothingElse(reader);
});

test('refusals and other ledgers’ changes are not told of', async () => {
  await using reader = await RawClient.connect(server.url);
  await watch(reader, { ledger: 'bank', mode: 'latest' });
  await client.ask(command({ t: 'withdraw', account: 'X', amount: '1000000' }));
  await done(client, deposit('O'));
  await done(client, { t: 'ledger', ledger: 'third', asset: 'CNY', scale: 2 });
  await expectNothingElse(reader);
});

test('a system account may be watched by name (R32)', async () => {
  await using reader = await RawClient.connect(server.url);
  await watch(reader, { accounts: ['@world:bank'], mode: 'latest', snapshot: false });
  await done(client, deposit('X'));
  expect(await reader.event(1)).toMatchObject({ accounts: await stateOf(client, '@world:bank') });
});

test('both modes on one connection tell the same story (R90)', async () => {
  await using reader = await RawClient.connect(server.url);
  const all = await watch(reader, { accounts: ['X'] });
  const latest = await watch(reader, { accounts: ['X'], mode: 'latest' });
  const tx = await done(client, deposit('X'));
  const [, leg] = tx.legs;
  expect(await reader.event(all.watch)).toMatchObject({ t: 'tx', tx });
  expect(await reader.event(latest.watch)).toMatchObject({
    t: 'balances',
    seq: tx.seq,
    accounts: [{ account: 'X', balance: leg?.balance, version: leg?.version }],
  });
});
