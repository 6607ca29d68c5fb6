import { expect, test, vi } from 'vitest';
import { Recent } from '../../server/gateway/recent.ts';

const plenty = 1_000_000;

function record(seq: number, account = `A${seq}`): string {
  return `{"seq":${seq},"at":"2026-01-31T12:00:00.000Z","key":"k${seq}","kind":"open","by":"p","ledger":"L","account":"${account}","legs":[]}`;
}
const refusal = '{"refused":{"code":"same_account","message":"no"},"at":"","by":"p","command":{}}';

/** One with a commit for each seq. */
function recentUpTo(seq: number, transactions: number, chars = plenty): Recent {
  const recent = new Recent({ transactions, chars }, 0);
  for (let at = 1; at <= seq; at += 1) recent.push(at, 1, record(at));
  return recent;
}

test('it reaches back as far as its bound and no further', () => {
  const recent = recentUpTo(10, 4);
  expect([5, 6, 9, 10].map((seq) => recent.reachesBackTo(seq))).toEqual([false, true, true, true]);
  expect(recent.at(6)).toBeUndefined();
  expect(recent.at(7)?.record).toBe(record(7));
});

test('commits are kept whole, and refusals in them are none of its business', () => {
  const recent = new Recent({ transactions: 2, chars: plenty }, 0);
  recent.push(1, 3, [record(1), refusal, record(2), record(3)].join('\n'));
  recent.push(4, 0, refusal);
  recent.push(4, 1, [refusal, record(4)].join('\n'));
  expect([0, 1, 2, 3, 4].map((seq) => recent.reachesBackTo(seq))).toEqual([true, true, true, true, true]);
  expect([1, 2, 3, 4].map((seq) => recent.at(seq)?.touched)).toEqual([['A1'], ['A2'], ['A3'], ['A4']]);
  recent.push(5, 1, record(5));
  expect(recent.reachesBackTo(2)).toBe(false);
  expect(recent.reachesBackTo(3)).toBe(true);
});

test('long records leave room for fewer', () => {
  const recent = recentUpTo(10, 8, 3 * record(10).length);
  expect([6, 7, 8].map((seq) => recent.reachesBackTo(seq))).toEqual([false, true, true]);
});

test('a seq that it has not reached is not one to go on from', () => {
  expect(recentUpTo(3, 4).reachesBackTo(4)).toBe(false);
});

test('it knows when accounts were touched last, up to the seq that it is asked for', () => {
  const recent = new Recent({ transactions: 8, chars: plenty }, 0);
  recent.push(1, 3, [record(1, 'A'), refusal, record(2, 'B'), record(3, 'A')].join('\n'));
  expect([...recent.lastTouches(2)].sort()).toEqual([
    ['A', 1],
    ['B', 2],
  ]);
  expect([...recent.lastTouches(3)].sort()).toEqual([
    ['A', 3],
    ['B', 2],
  ]);
  recent.push(4, 1, record(4, 'C'));
  expect(recent.lastTouches(4).get('C')).toBe(4);
});

test('to tell of accounts it looks at each transaction once, whoever asks', () => {
  const recent = recentUpTo(10, 20);
  const at = vi.spyOn(recent, 'at');
  for (let times = 0; times < 256; times += 1) recent.lastTouches(10);
  expect(at).toHaveBeenCalledTimes(10);
  recent.push(11, 1, record(11));
  for (let times = 0; times < 256; times += 1) recent.lastTouches(11);
  expect(at).toHaveBeenCalledTimes(11);
});

test('of accounts it knows no more than of transactions, however seldom it is asked', () => {
  const recent = recentUpTo(10, 4);
  expect([...recent.lastTouches(10).keys()]).toEqual(['A7', 'A8', 'A9', 'A10']);
  for (let at = 11; at <= 40; at += 1) recent.push(at, 1, record(at, at % 2 === 0 ? 'A7' : `A${at}`));
  expect([...recent.lastTouches(40)]).toEqual([
    ['A37', 37],
    ['A39', 39],
    ['A7', 40],
  ]);
});

test('one that begins behind a seq keeps nothing up to it', () => {
  const recent = new Recent({ transactions: 4, chars: plenty }, 7);
  expect(recent.reachesBackTo(7)).toBe(true);
  expect(recent.reachesBackTo(6)).toBe(false);
});

test('a gap in what it is given is a broken invariant', () => {
  expect(() => new Recent({ transactions: 4, chars: plenty }, 7).push(9, 1, record(9))).toThrow();
});
