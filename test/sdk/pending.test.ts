import { expect, test } from 'vitest';
import { Pending, type PendingRequest } from '../../client/sdk/pending.ts';

const ids = (requests: readonly { id: number }[]): number[] => requests.map(({ id }) => id);

function requestsOf(count: number): PendingRequest[] {
  return Array.from({ length: count }, (_, place) => ({ id: place + 1, place: 'nowhere' }));
}

function pendingOf(requests: readonly PendingRequest[]): Pending<PendingRequest> {
  const pending = new Pending<PendingRequest>();
  for (const request of requests) pending.add(request);
  return pending;
}

test('requests are taken oldest first, and only while the unanswered stay within the bound', () => {
  const pending = pendingOf(requestsOf(5));
  const first = pending.take(2);
  expect(ids(first)).toEqual([1, 2]);
  expect(pending.take(2)).toEqual([]);
  for (const request of first) pending.remove(request);
  expect(ids(pending.take(2))).toEqual([3, 4]);
  expect(pending.size).toBe(3);
});

test('none are taken where the bound is nothing, or below what is unanswered', () => {
  const pending = pendingOf(requestsOf(5));
  expect(pending.take(0)).toEqual([]);
  expect(ids(pending.take(3))).toEqual([1, 2, 3]);
  expect(pending.take(-1)).toEqual([]);
  expect(pending.waiting).toBe(2);
});

test('only what was sent can be answered, and that once', () => {
  const pending = pendingOf(requestsOf(2));
  pending.take(1);
  expect(pending.answered(1)).toMatchObject({ id: 1 });
  expect(pending.answered(1)).toBeUndefined();
  expect(pending.answered(2)).toBeUndefined();
  expect(pending.size).toBe(1);
});

test('what is removed while it waits is not taken, wherever it stands', () => {
  const requests = requestsOf(1_000);
  const pending = pendingOf(requests);
  expect(ids(pending.take(10))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  for (const request of requests) if (request.id > 10 && request.id % 100 !== 0) pending.remove(request);
  expect(pending.waiting).toBe(10);
  expect(ids(pending.take(15))).toEqual([100, 200, 300, 400, 500]);
  for (const request of requests) if (request.id === 700) pending.remove(request);
  expect(ids(pending.take(1_000))).toEqual([600, 800, 900, 1_000]);
  expect(pending.waiting).toBe(0);
});

test('what is set aside is not taken until it is brought back, and then last', () => {
  const pending = pendingOf(requestsOf(3));
  const [first] = pending.take(1);
  if (first === undefined) throw new Error('nothing was taken');
  pending.setAside(first);
  expect(ids(pending.take(9))).toEqual([2, 3]);
  pending.bringBack(first);
  expect(ids(pending.take(9))).toEqual([1]);
});

test('what was removed while set aside does not come back', () => {
  const pending = pendingOf(requestsOf(1));
  const [only] = pending.take(1);
  if (only === undefined) throw new Error('nothing was taken');
  pending.setAside(only);
  pending.remove(only);
  pending.bringBack(only);
  expect(pending.size).toBe(0);
});

test('draining gives everything in its original order: sent, waiting and set aside', () => {
  const pending = pendingOf(requestsOf(5));
  const [, second] = pending.take(3);
  if (second === undefined) throw new Error('nothing was taken');
  pending.setAside(second);
  expect(ids(pending.all()).sort()).toEqual([1, 2, 3, 4, 5]);
  const drained = pending.drain();
  expect(ids(drained)).toEqual([1, 2, 3, 4, 5]);
  expect(pending.size).toBe(0);
  expect(pending.take(9)).toEqual([]);
  for (const request of drained) pending.add(request);
  expect(ids(pending.take(9))).toEqual([1, 2, 3, 4, 5]);
});

test('what was brought back is there once, though it stood in the queue before', () => {
  const pending = pendingOf(requestsOf(3));
  for (const request of pending.take(2)) {
    pending.setAside(request);
    pending.bringBack(request);
  }
  expect(ids(pending.all())).toEqual([3, 1, 2]);
  const all = pending.drain();
  expect(ids(all)).toEqual([1, 2, 3]);
  for (const request of all) pending.add(request);
  expect(pending.waiting).toBe(3);
  expect(ids(pending.take(9))).toEqual([1, 2, 3]);
});
