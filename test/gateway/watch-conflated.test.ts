import { afterAll, expect, test } from 'vitest';
import { limits } from '../../server/limits.ts';
import { done, doneAll, openAccounts, stateOf } from '../support/errands.ts';
import { LocalHub } from '../support/local-hub.ts';
import { RawClient } from '../support/raw-client.ts';
import { watch } from '../support/watch-errands.ts';

/** Watches in mode `latest` that are owed the states of many accounts, by a hub that keeps few for a slow reader. */

Object.assign(limits, { conflatedChars: 20_000, closeWithinMs: 600_000 });
const hub = await LocalHub.start();
afterAll(() => hub[Symbol.asyncDispose]());
const client = await hub.connect();
await openAccounts(client, 'bank', { A: '0' });

const memo = '😀'.repeat(140);
const deposits = (count: number): Record<string, unknown>[] =>
  Array.from({ length: count }, () => ({ t: 'deposit', account: 'A', amount: '1', memo }));
const openings = (name: string, count: number): Record<string, unknown>[] =>
  Array.from({ length: count }, (_, at) => ({ t: 'open', account: `${name}${at}`, ledger: 'bank' }));

test('a reader for whom too much waits is closed with 4001, and nobody else is (R89)', async () => {
  const [slow, beside] = [await hub.connect(), await hub.connect()];
  for (let nth = 0; nth < 60; nth += 1) await watch(slow, { accounts: ['A'] });
  for (const reader of [slow, beside]) await watch(reader, { accounts: '*', mode: 'latest' });
  slow.socket.pause();
  // Sixteen megabytes of events: more than the system takes for a reader that reads nothing.
  await doneAll(client, deposits(300));
  await doneAll(client, openings('many', 400));
  slow.socket.resume();
  expect(await slow.closed()).toMatchObject({ code: 4001 });
  const { seq } = await done(client, { t: 'deposit', account: 'A', amount: '1' });
  let event = await beside.event(1);
  while (event.t !== 'balances' || event.seq < seq) event = await beside.event(1);
  expect(event.accounts).toMatchObject(await stateOf(client, 'A'));
});

test('what was missed is told where it may wait, else there is a snapshot (R86)', async () => {
  await using reader = await RawClient.connect(hub.url, { keepWelcome: true });
  const { epoch, seq } = await reader.next('welcome');
  const since = { epoch, seq };
  const back = { accounts: '*', mode: 'latest', since };
  await doneAll(client, openings('few', 50));
  const few = await watch(reader, back);
  expect(few).toMatchObject({ recovered: true, seq });
  expect(await reader.event(few.watch)).toMatchObject({ prev: seq, seq: seq + 50 });
  await doneAll(client, openings('more', 400));
  const more = await watch(reader, back);
  expect(more).toMatchObject({ recovered: false, seq: seq + 450 });
  expect(more.accounts?.length).toBe(1 + 400 + 50 + 400);
  expect(await watch(reader, { ...back, accounts: ['A'] })).toMatchObject({ recovered: true });
});
