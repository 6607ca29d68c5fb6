import { describe, expect, test } from 'vitest';
import { Continuity } from '../../client/load/watch/continuity.ts';
import { account } from '../sdk/watch-messages.ts';

/** A watcher of a whole ledger that has begun at seq 10. */
function whole(): Continuity {
  const continuity = new Continuity('each', false);
  continuity.snapshot(10, [], false);
  return continuity;
}

/** One that names A, at version 3, and B, at version 7. */
function named(steps: 'each' | 'newest'): Continuity {
  const continuity = new Continuity(steps, true);
  continuity.snapshot(10, [account('A', 3), account('B', 7)], false);
  return continuity;
}

describe('events without a hole', () => {
  test('follow each other by the seq before', () => {
    const continuity = whole();
    continuity.event(10, 11);
    continuity.event(11, 15);
    expect(continuity.report).toEqual({ gaps: 0, first: 10, last: 15 });
  });

  test('go on where a lost connection left off', () => {
    const continuity = whole();
    continuity.event(10, 11);
    continuity.lost();
    expect(continuity.isFollowing).toBe(false);
    expect(continuity.seq).toBe(11);
    continuity.recovered(11);
    continuity.event(11, 12);
    continuity.expect(2);
    expect(continuity.report).toEqual({ gaps: 0, first: 10, last: 12 });
  });

  test('make way for a snapshot where the reader was slow, or away for long', () => {
    const continuity = whole();
    continuity.lagged(11);
    continuity.snapshot(20, [], true);
    expect(continuity.isFollowing).toBe(false);
    continuity.snapshot(20, [], false);
    continuity.event(20, 21);
    continuity.lost();
    continuity.snapshot(30, [], false);
    continuity.event(30, 31);
    continuity.expect(21);
    expect(continuity.report).toEqual({ gaps: 0, first: 10, last: 31 });
  });

  test('raise versions one by one, or at all where changes are conflated', () => {
    const each = named('each');
    expect([each.version('A', 4), each.version('A', 5), each.version('other', 9)]).toEqual([3, 4, undefined]);
    const newest = named('newest');
    expect([newest.version('A', 9), newest.version('B', 8)]).toEqual([3, 7]);
    for (const continuity of [each, newest])
      expect(continuity.report).toEqual({ gaps: 0, first: 10, last: 10 });
    expect(newest.isAt([account('A', 9), account('B', 8)])).toBe(true);
    expect(newest.isAt([account('A', 9), account('B', 9)])).toBe(false);
  });
});

describe('a hole', () => {
  const holes: { readonly [name: string]: (continuity: Continuity) => void } = {
    'between two events': (continuity) => continuity.event(11, 12),
    'where an event was told twice': (continuity) => {
      continuity.event(10, 11);
      continuity.event(10, 11);
    },
    'before a replay': (continuity) => {
      continuity.lost();
      continuity.recovered(9);
    },
    'before what lagging left out': (continuity) => {
      continuity.lagged(12);
      continuity.snapshot(20, [], false);
    },
    'where a snapshot is older than what was told': (continuity) => continuity.snapshot(9, [], false),
    'where an event comes amid a snapshot': (continuity) => {
      continuity.snapshot(20, [], true);
      continuity.event(10, 11);
    },
  };
  test.each(Object.entries(holes))('%s is counted once', (_, tell) => {
    const continuity = whole();
    tell(continuity);
    expect(continuity.report).toMatchObject({ gaps: 1, problem: expect.any(String) });
  });

  test.each([
    ['left out', 5],
    ['told again', 3],
  ])('in the versions of an account, where one is %s, is a problem', (_, version) => {
    const continuity = named('each');
    continuity.version('A', version);
    expect(continuity.report.problem).toBe(`A went from version 3 to ${version}`);
  });

  test('is a version that does not rise, also where changes are conflated', () => {
    const continuity = named('newest');
    continuity.version('A', 3);
    expect(continuity.report.problem).toBe('A went from version 3 to 3');
  });

  test('is a transaction that the hub forgot, though its events fit together', () => {
    const continuity = whole();
    continuity.event(10, 11);
    continuity.event(11, 13);
    continuity.expect(3);
    expect(continuity.report).toMatchObject({
      gaps: 0,
      problem: 'was told of 2 transactions, and there were 3',
    });
  });

  test('is told by its first problem', () => {
    const continuity = whole();
    continuity.event(11, 12);
    continuity.note('another');
    expect(continuity.report.problem).toBe('seq 12 came as if after 11, but 10 was the last');
  });
});
