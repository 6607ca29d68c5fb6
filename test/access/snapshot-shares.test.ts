import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import type { Message } from '../../shared/down.ts';
import { command, openAccounts, stateOf } from '../support/errands.ts';
import { GuardedHub, tokenOf } from '../support/guarded-hub.ts';
import { patience } from '../support/patience.ts';
import type { RawClient } from '../support/raw-client.ts';
import { watch } from '../support/watch-errands.ts';

/** Whoever takes snapshots and does not read them keeps nobody else from watching (R137). */

const few = fileURLToPath(new URL('../support/few-snapshots.js', import.meta.url));
const tokens = new Map<string, string>();
const hub = await GuardedHub.start(
  (data) => {
    for (const name of ['boss', 'slow', 'slower']) tokens.set(name, tokenOf(data, name, '*'));
  },
  [],
  [few],
);
afterAll(() => hub[Symbol.asyncDispose]());
const connect = (name: string): Promise<RawClient> => hub.connect(tokens.get(name) ?? '');

const accounts = Array.from({ length: 1_100 }, (_, at) => `A${at}`);

/**
 * A connection that has far more to read than the system takes for it, and then asks to watch more than a message holds.
 * `account` shows another client when that is done, and has the next one begin at another seq.
 */
async function stalled(name: string, other: RawClient, account: string): Promise<RawClient> {
  const client = await connect(name);
  client.socket.pause();
  const doneUpTo = async (version: number): Promise<void> => {
    client.send(command({ t: 'deposit', account, amount: '1' }));
    await expect.poll(async () => (await stateOf(other, account))[0]?.version, patience).toBe(version);
  };
  for (let id = 0; id < 150; id += 1) client.send({ t: 'get', id, accounts: accounts.slice(0, 1_000) });
  await doneUpTo(1);
  client.send({ t: 'watch', id: 'w', ledger: 'bank' });
  await doneUpTo(2);
  return client;
}

test('by the accounts of its snapshots that it has not read', async () => {
  const boss = await connect('boss');
  await openAccounts(boss, 'bank', Object.fromEntries(accounts.map((id) => [id, '0'])));
  const stall = (name: string, account: string): Promise<RawClient> => stalled(name, boss, account);
  const slow = [await stall('slow', 'A1'), await stall('slow', 'A2'), await stall('slow', 'A3')];
  expect(await watch(boss, { ledger: 'bank' })).toMatchObject({ more: true });

  // Beyond what the hub hands out in all, few accounts can still be watched.
  const slower = await stall('slower', 'A4');
  expect(await boss.ask({ t: 'watch', id: 'large', ledger: 'bank' })).toMatchObject({ code: 'busy' });
  expect((await watch(boss, { accounts: accounts.slice(0, 1_000) })).accounts).toHaveLength(1_000);
  await watch(boss, { ledger: 'bank', snapshot: false });

  for (const { socket } of [...slow, slower]) socket.resume();
  const replies = [];
  for (const client of [...slow, slower]) replies.push(await client.reply('w'));
  expect(replies).toMatchObject([{ t: 'watching' }, { t: 'watching' }, { code: 'busy' }, { t: 'watching' }]);
  const again = (): Promise<Message> => boss.ask({ t: 'watch', id: 'again', ledger: 'bank' });
  await expect.poll(again, patience).toMatchObject({ t: 'watching' });
});
