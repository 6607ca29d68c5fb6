import { expect, test } from 'vitest';
import { ChangeQueue, waitingChangesMax } from '../../client/sdk/change-queue.ts';
import type { Change, Snapshot } from '../../client/sdk/changes.ts';
import { CannotConnect } from '../../client/sdk/errors.ts';

function change(seq: number): Change {
  const account = {
    account: 'A',
    ledger: 'demo',
    asset: 'CNY',
    balance: `${seq}.00`,
    available: `${seq}.00`,
    version: seq,
  };
  return { kind: 'balance', seq, account };
}
const newest: Snapshot = { kind: 'snapshot', seq: 9_999, accounts: [] };

test('changes come out in the order in which they went in', async () => {
  const queue = new ChangeQueue(() => newest, false);
  queue.push(change(1));
  queue.push(change(2));
  expect(await queue.next()).toEqual(change(1));
  expect(await queue.next()).toEqual(change(2));
});

test('a waiting reader gets the next change when it comes', async () => {
  const queue = new ChangeQueue(() => newest, false);
  const next = queue.next();
  queue.push(change(1));
  expect(await next).toEqual(change(1));
});

test('a reader who comes late begins with a snapshot, then hears what follows', async () => {
  const queue = new ChangeQueue(() => newest, true);
  expect(await queue.next()).toBe(newest);
  queue.push(change(1));
  expect(await queue.next()).toEqual(change(1));
});

test('a full queue makes way for one snapshot of the newest state', async () => {
  const queue = new ChangeQueue(() => newest, false);
  for (let seq = 1; seq <= waitingChangesMax; seq += 1) queue.push(change(seq));
  expect(await queue.next()).toEqual(change(1));
  queue.push(change(1_001));
  queue.push(change(1_002));
  queue.push(change(1_003));
  expect(await queue.next()).toBe(newest);
  queue.push(change(1_004));
  expect(await queue.next()).toEqual(change(1_004));
});

test('the end wakes a waiting reader', async () => {
  const queue = new ChangeQueue(() => newest, false);
  const next = queue.next();
  queue.end(undefined);
  expect(await next).toBeUndefined();
  expect(await queue.next()).toBeUndefined();
});

test('what was told before a failure is still read, then the failure', async () => {
  const queue = new ChangeQueue(() => newest, false);
  const failure = new CannotConnect('turned_away', 'gone', 4500);
  queue.push(change(1));
  queue.end(failure);
  expect(await queue.next()).toEqual(change(1));
  await expect(queue.next()).rejects.toBe(failure);
});

test('what waits when the reader itself closes is dropped', async () => {
  const queue = new ChangeQueue(() => newest, true);
  queue.push(change(1));
  queue.end(undefined);
  expect(await queue.next()).toBeUndefined();
});

test('what waits can be taken at once, a snapshot first where changes were left out', async () => {
  const queue = new ChangeQueue(() => newest, true);
  expect([queue.take(), queue.take()]).toEqual([newest, undefined]);
  queue.push(change(1));
  queue.push(change(2));
  expect(queue.take()).toEqual(change(1));
  expect(await queue.next()).toEqual(change(2));
  expect(queue.take()).toBeUndefined();
});
