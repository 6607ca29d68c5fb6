import { expect, test } from 'vitest';
import { Committed } from '../../server/gateway/committed.ts';
import { Recent } from '../../server/gateway/recent.ts';

function recentUpTo(seq: number, max: number): Recent {
  const recent = new Recent(max, 0);
  for (let at = 1; at <= seq; at += 1) recent.push(new Committed(at, 'L', [`A${at}`], `{"seq":${at}}`));
  return recent;
}

test('it reaches back as far as its bound and no further', () => {
  const recent = recentUpTo(10, 4);
  expect([5, 6, 9, 10].map((seq) => recent.reachesBackTo(seq))).toEqual([false, true, true, true]);
  expect(recent.at(6)).toBeUndefined();
  expect(recent.at(7)?.record).toBe('{"seq":7}');
});

test('a seq that it has not reached is not one to go on from', () => {
  expect(recentUpTo(3, 4).reachesBackTo(4)).toBe(false);
});

test('it knows the accounts touched after a seq', () => {
  expect([...recentUpTo(3, 4).touchedAfter(1)]).toEqual(['A2', 'A3']);
});

test('one that begins behind a seq keeps nothing up to it', () => {
  const recent = new Recent(4, 7);
  expect(recent.reachesBackTo(7)).toBe(true);
  expect(recent.reachesBackTo(6)).toBe(false);
});

test('a gap in what it is given is a broken invariant', () => {
  expect(() => new Recent(4, 7).push(new Committed(9, 'L', [], '{}'))).toThrow();
});
