import { expect, test, vi } from 'vitest';
import { anonymousAccess } from '../../server/access/access.ts';
import { AllWatch } from '../../server/gateway/all-watch.ts';
import { FreshlyCommitted } from '../../server/gateway/committed.ts';
import { Conflations } from '../../server/gateway/conflation.ts';
import { FlushQueue } from '../../server/gateway/flush-queue.ts';
import { Outbox, type Wire } from '../../server/gateway/outbox.ts';
import { Recent } from '../../server/gateway/recent.ts';
import { Snapshots, type SnapshotUse } from '../../server/gateway/snapshots.ts';
import type { WatchContext } from '../../server/gateway/watch.ts';
import { apply } from '../../server/ledger/apply.ts';
import { decide } from '../../server/ledger/decide.ts';
import { recordOf } from '../../server/ledger/record.ts';
import { emptyState } from '../../server/ledger/state.ts';
import { limits } from '../../server/limits.ts';

test('a watch that ends while it waits for its snapshot lets go of it and says nothing (R90)', () => {
  const state = emptyState();
  const creation = decide(
    state,
    { t: 'ledger', id: 1, key: 'k', ledger: 'L', asset: 'CNY', scale: 2 },
    'p',
    1,
  );
  if (creation.kind === 'refusal') throw new Error(creation.message);
  apply(state, creation);
  const record = recordOf(creation);

  const frames: string[] = [];
  const wire = { isOpen: true, unsentBytes: limits.unsentBytesSlow + 1, frames };
  const flushes = new FlushQueue();
  const outbox = new Outbox(Object.assign(wire, taking(frames)), flushes);
  const asked: ((use: SnapshotUse) => void)[] = [];
  const recent = new Recent({ transactions: 10, chars: 10_000 }, 0);
  const context: WatchContext = {
    outbox,
    access: anonymousAccess(),
    recent,
    conflations: new Conflations(),
    takeSnapshot: (_, take) => asked.push(take),
  };
  const beginning = { seq: 0, asOf: 0, missed: new Map(), parts: undefined };
  const watch = new AllWatch(1, { kind: 'everything' }, beginning, context);
  wire.unsentBytes = 0;
  watch.catchUp();
  wire.unsentBytes = limits.unsentBytesSlow + 1;
  recent.push(1, 1, record);
  watch.offer(new FreshlyCommitted(creation, record));
  wire.unsentBytes = 0;
  watch.catchUp();
  expect(asked).toHaveLength(1);

  expect(watch.settle(1)).toBe(false);
  watch.end();
  const use = new Snapshots({ accounts: 1, principalAccounts: 1 }).take(
    state,
    { kind: 'everything' },
    context.access,
  );
  if (use === undefined) throw new Error('no snapshot');
  const release = vi.fn(use.release);
  asked[0]?.({ ...use, release });
  flushes.flush();
  expect(frames).toEqual([]);
  expect(release).toHaveBeenCalledTimes(1);
});

test('a watch that ends while it replays looks at some of what it missed a time (R90)', () => {
  const count = 2_000;
  const recent = new Recent({ transactions: 2 * count, chars: 10_000_000 }, 0);
  const records = Array.from({ length: 2 * count }, (_, at) => opening(at + 1));
  recent.push(1, count, records.slice(0, count).join('\n'));
  const frames: string[] = [];
  const wire = { isOpen: true, unsentBytes: 0, ...taking(frames) };
  const flushes = new FlushQueue();
  const context: WatchContext = {
    outbox: new Outbox(wire, flushes),
    access: anonymousAccess(),
    recent,
    conflations: new Conflations(),
    takeSnapshot: () => undefined,
  };
  const beginning = { seq: 0, asOf: count, missed: new Map(), parts: undefined };
  const watch = new AllWatch(1, { kind: 'accounts', accounts: new Set(['A1999']) }, beginning, context);
  const looks = vi.spyOn(recent, 'at');
  let turns = 1;
  for (; watch.settle(count); turns += 1) {
    expect(looks.mock.calls.length).toBeLessThanOrEqual(500);
    looks.mockClear();
    // What comes after the end was asked for is not its due.
    if (turns === 1) recent.push(count + 1, count, records.slice(count).join('\n'));
  }
  expect(turns).toBeGreaterThan(3);
  expect(turns).toBeLessThan(6);
  watch.end();
  flushes.flush();
  expect(frames).toHaveLength(1);
  expect(JSON.parse(frames[0] ?? '')).toMatchObject({ t: 'tx', prev: 0, tx: { seq: 1999 } });
});

function opening(seq: number): string {
  return `{"seq":${seq},"at":"2026-01-31T12:00:00.000Z","key":"k","kind":"open","by":"p","ledger":"L","account":"A${seq}","legs":[]}`;
}

function taking(frames: string[]): Pick<Wire, 'send' | 'giveUp'> {
  return { send: (frame) => frames.push(frame), giveUp: () => frames.push('gave up') };
}
