import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAccounts } from '../support/errands.ts';
import { newKey } from '../support/new-key.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

/** Keys of all kinds, and what `outcome` tells of them. */

const server = await ServerProcess.start({ args: ['--no-demo'] });
let client: RawClient;
beforeAll(async () => {
  client = await RawClient.connect(server.url);
  await openAccounts(client, 'bank', { X: '0' });
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** As the page says: `k`, nine base-36 digits of Unix milliseconds, twelve random characters. */
function keyOf(unixMs: number, random = 'abcdefghijkl'): string {
  return `k${unixMs.toString(36).padStart(9, '0')}${random}`;
}

const hour = 3_600_000;
const day = 24 * hour;
const deposit = { t: 'deposit', account: 'X', amount: '1' };

const kinds: readonly (readonly [string, (at: number) => string])[] = [
  ['hand-made', (at) => `order.${at}`],
  ['of one character', (at) => 'abcdefgh'.charAt(at)],
  ['of 64 characters', (at) => `${at}`.padStart(64, '-')],
  ['time-ordered, of now', (at) => keyOf(Date.now(), `now-${at}`.padEnd(12, '_'))],
  ['time-ordered, an hour late', (at) => keyOf(Date.now() - hour, `late-${at}`.padEnd(12, '_'))],
  ['time-ordered, of 1970', (at) => keyOf(at)],
  ['time-ordered, a minute ahead', (at) => keyOf(Date.now() + 60_000, `minute-${at}`.padEnd(12, '_'))],
  ['time-ordered, two days ahead', (at) => keyOf(Date.now() + 2 * day, `days-${at}`.padEnd(12, '_'))],
  ['time-ordered, as far ahead as there is', (at) => `kzzzzzzzzz${`${at}`.padEnd(12, 'z')}`],
  ['almost time-ordered', (at) => `K${keyOf(Date.now(), `${at}`.padEnd(12, '_')).slice(1)}`],
];

describe('a key', () => {
  test.each(kinds)('%s decides once, now and later (R15, R50)', async (_, key) => {
    const keys = [0, 1, 2, 3].map(key);
    for (const round of [1, 2]) {
      client.send(...keys.map((each) => ({ ...deposit, id: `${round} ${each.slice(-60)}`, key: each })));
    }
    for (const each of keys) {
      const first = await client.reply(`1 ${each.slice(-60)}`);
      expect(first).toMatchObject({ t: 'ok', tx: { key: each } });
      const second = await client.reply(`2 ${each.slice(-60)}`);
      expect(second).toEqual({ ...first, id: second.t === 'ok' ? second.id : '', replayed: true });
      expect(await client.ask({ t: 'outcome', id: 'o', key: each })).toEqual({
        ...first,
        id: 'o',
        replayed: true,
      });
    }
  });

  test('of any kind leaves those of another kind as new as they are (R15)', async () => {
    const used = kinds.flatMap(([, key]) => [4, 5].map(key));
    for (const key of used) {
      const reply = await client.ask({ ...deposit, id: 1, key });
      expect(reply).toMatchObject({ t: 'ok' });
      expect(reply).not.toHaveProperty('replayed');
      expect(await client.ask({ ...deposit, id: 2, key: newKey() })).not.toHaveProperty('replayed');
    }
    for (const key of used) {
      expect(await client.ask({ ...deposit, id: 3, key })).toMatchObject({ t: 'ok', replayed: true });
    }
  });
});

describe('outcome', () => {
  test('of a key that nobody used is unknown_key, and leaves it unused (R56, R74)', async () => {
    for (const key of ['never.used', newKey(), keyOf(Date.now() - day), keyOf(Date.now() + 2 * day)]) {
      const asked = await client.ask({ t: 'outcome', id: 'o', key });
      expect(asked).toMatchObject({ t: 'error', code: 'unknown_key', retryable: false });
      expect(await client.ask({ ...deposit, id: 1, key })).not.toHaveProperty('replayed');
      expect(await client.ask({ t: 'outcome', id: 'o', key })).toMatchObject({
        t: 'ok',
        id: 'o',
        replayed: true,
      });
    }
  });

  test('of a command that is still under way is its reply (R55, R56)', async () => {
    await using other = await RawClient.connect(server.url);
    for (const key of [newKey(), 'under.way']) {
      client.send({ ...deposit, id: 1, key }, { t: 'outcome', id: 2, key });
      other.send({ t: 'outcome', id: 3, key });
      const reply = await client.reply(1);
      expect(await client.reply(2)).toEqual({ ...reply, id: 2, replayed: true });
      // Asked by another while nobody knows yet: either answer is true, and no other.
      const elsewhere = await other.reply(3);
      if (elsewhere.t === 'ok') expect(elsewhere).toEqual({ ...reply, id: 3, replayed: true });
      else expect(elsewhere).toMatchObject({ code: 'unknown_key' });
    }
  });

  test('of a refusal is that refusal, of one that decided nothing unknown_key (R53, R56)', async () => {
    const key = newKey();
    const refusal = await client.ask({ t: 'withdraw', id: 1, key, account: 'nobody', amount: '1' });
    expect(await client.ask({ t: 'outcome', id: 2, key })).toEqual({ ...refusal, id: 2, replayed: true });
    const free = newKey();
    await client.ask({ ...deposit, id: 3, key: free, deadline: '2020-01-01T00:00:00Z' });
    expect(await client.ask({ t: 'outcome', id: 4, key: free })).toMatchObject({ code: 'unknown_key' });
  });
});
