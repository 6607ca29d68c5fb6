import { afterEach, expect, test } from 'vitest';
import { anonymousAccess } from '../../server/access/access.ts';
import { FreshlyCommitted } from '../../server/gateway/committed.ts';
import { Conflations } from '../../server/gateway/conflation.ts';
import { FlushQueue } from '../../server/gateway/flush-queue.ts';
import { LatestWatch } from '../../server/gateway/latest-watch.ts';
import { Outbox } from '../../server/gateway/outbox.ts';
import { Recent } from '../../server/gateway/recent.ts';
import { SnapshotParts } from '../../server/gateway/snapshot-parts.ts';
import { Snapshots } from '../../server/gateway/snapshots.ts';
import type { Beginning } from '../../server/gateway/watch.ts';
import { recordOf } from '../../server/ledger/record.ts';
import { limits } from '../../server/limits.ts';
import { bankOf, submit } from '../ledger/bank.ts';

/** How much may wait for the watches in mode `latest` of a connection. */

const usual = { ...limits };
afterEach(() => {
  Object.assign(limits, usual);
});

/** A connection that tells what is sent to it, and takes it or not. */
class Peer {
  readonly state = bankOf({ kind: 'none' }, 2, {});
  readonly frames: string[] = [];
  readonly flushes = new FlushQueue();
  readonly conflations = new Conflations();
  isOpen = true;
  unsentBytes = 0;
  readonly #outbox = new Outbox(this, this.flushes);

  send(frame: string): void {
    this.frames.push(frame);
  }

  giveUp(): void {
    this.frames.push('given up');
    this.isOpen = false;
  }

  watch(id: number, beginning: Partial<Beginning> = {}): LatestWatch {
    const { seq } = this.state;
    return new LatestWatch(
      id,
      { kind: 'everything' },
      { seq, asOf: seq, missed: new Map(), parts: undefined, ...beginning },
      {
        outbox: this.#outbox,
        access: anonymousAccess(),
        recent: new Recent({ transactions: 1, chars: 1 }, seq),
        conflations: this.conflations,
        takeSnapshot: () => undefined,
      },
    );
  }

  /** Opens accounts, which each watch is told of. */
  open(watches: readonly LatestWatch[], from: number, count: number): void {
    for (let at = from; at < from + count; at += 1) {
      const tx = submit(this.state, { t: 'open', account: `A${at}`, ledger: 'bank' });
      if (tx.kind === 'refusal') throw new Error(tx.message);
      for (const watch of watches) watch.offer(new FreshlyCommitted(tx, recordOf(tx)));
    }
  }

  /** Ids of the accounts told of. */
  get told(): string[] {
    return this.frames
      .flatMap((frame) => frame.split('\n'))
      .flatMap((text) => JSON.parse(text).accounts)
      .map(({ account }) => account);
  }
}

test('a reader that takes nothing is given up when too much waits for all its watches together (R89)', () => {
  Object.assign(limits, { conflatedChars: 2_000 });
  const peer = new Peer();
  const watches = [peer.watch(1), peer.watch(2)];
  peer.unsentBytes = limits.unsentBytesSlow + 1;
  peer.open(watches, 0, 8);
  expect(peer.frames).toEqual([]);
  expect(peer.conflations.room).toBeGreaterThan(0);
  // The same account again replaces what waits.
  for (let times = 0; times < 50; times += 1) {
    const tx = submit(peer.state, { t: 'deposit', account: 'A0', amount: '1' });
    if (tx.kind === 'refusal') throw new Error(tx.message);
    for (const watch of watches) watch.offer(new FreshlyCommitted(tx, recordOf(tx)));
  }
  expect(peer.frames).toEqual([]);
  peer.open(watches, 8, 100);
  expect(new Set(peer.frames)).toEqual(new Set(['given up']));
  for (const watch of watches) watch.end();
  expect(peer.conflations.room).toBe(2_000);
  peer.open(watches, 200, 1);
  expect(peer.conflations.room).toBe(2_000);
});

test('one that takes what it is sent is sent it before it is too much', () => {
  Object.assign(limits, { conflatedChars: 2_000 });
  const peer = new Peer();
  const watch = peer.watch(1);
  peer.open([watch], 0, 100);
  peer.flushes.flush();
  expect(peer.told).toEqual(Array.from({ length: 100 }, (_, at) => `A${at}`));
  expect(peer.conflations.room).toBe(2_000);
});

test('what was sent at once is not told again where two of its accounts are watched (R84)', () => {
  Object.assign(limits, { conflatedChars: 0 });
  const peer = new Peer();
  const watch = peer.watch(1);
  const tx = submit(peer.state, { t: 'open', account: 'A', ledger: 'bank' });
  if (tx.kind === 'refusal') throw new Error(tx.message);
  const fresh = new FreshlyCommitted(tx, recordOf(tx));
  for (let times = 0; times < 2; times += 1) watch.offer(fresh);
  peer.flushes.flush();
  expect(peer.told).toEqual(['A']);
});

test('what comes while the snapshot is still being sent waits too', () => {
  Object.assign(limits, { conflatedChars: 2_000 });
  const peer = new Peer();
  peer.open([], 1_000, 1_100);
  const use = new Snapshots({ accounts: 1, principalAccounts: 1 }).take(
    peer.state,
    { kind: 'everything' },
    anonymousAccess(),
  );
  if (use === undefined) throw new Error('no snapshot');
  const watch = peer.watch(1, { parts: new SnapshotParts(1, use, 1_000) });
  peer.open([watch], 0, 100);
  expect(peer.frames).toEqual(['given up']);
});
