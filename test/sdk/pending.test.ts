import { expect, test } from 'vitest';
import { Pending } from '../../client/sdk/pending.ts';

const ids = (requests: readonly { id: number }[]): number[] => requests.map(({ id }) => id);

function pendingOf(count: number): Pending<{ id: number }> {
  const pending = new Pending<{ id: number }>();
  for (let id = 1; id <= count; id += 1) pending.add({ id });
  return pending;
}

test('requests are taken oldest first, and only while the unanswered stay within the bound', () => {
  const pending = pendingOf(5);
  const first = pending.take(2);
  expect(ids(first)).toEqual([1, 2]);
  expect(pending.take(2)).toEqual([]);
  for (const request of first) pending.remove(request);
  expect(ids(pending.take(2))).toEqual([3, 4]);
  expect(pending.size).toBe(3);
});

test('only what was sent can be answered', () => {
  const pending = pendingOf(2);
  pending.take(1);
  expect(pending.answered(1)).toEqual({ id: 1 });
  expect(pending.answered(2)).toBeUndefined();
});

test('what is set aside is not taken until it is brought back, and then last', () => {
  const pending = pendingOf(3);
  const [first] = pending.take(1);
  if (first === undefined) throw new Error('nothing was taken');
  pending.setAside(first);
  expect(ids(pending.take(9))).toEqual([2, 3]);
  pending.bringBack(first);
  expect(ids(pending.take(9))).toEqual([1]);
});

test('what was removed while set aside does not come back', () => {
  const pending = pendingOf(1);
  const [only] = pending.take(1);
  if (only === undefined) throw new Error('nothing was taken');
  pending.setAside(only);
  pending.remove(only);
  pending.bringBack(only);
  expect(pending.size).toBe(0);
});

test('draining gives everything in its original order: sent, waiting and set aside', () => {
  const pending = pendingOf(5);
  const [, second] = pending.take(3);
  if (second === undefined) throw new Error('nothing was taken');
  pending.setAside(second);
  expect(ids(pending.drain())).toEqual([1, 2, 3, 4, 5]);
  expect(pending.size).toBe(0);
});
