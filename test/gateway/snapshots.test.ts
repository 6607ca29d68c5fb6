import { expect, test } from 'vitest';
import { Access, anonymousAccess, everything } from '../../server/access/access.ts';
import { Grants } from '../../server/access/grants.ts';
import type { Selection } from '../../server/gateway/selection.ts';
import { Snapshots, type SnapshotUse } from '../../server/gateway/snapshots.ts';
import type { State } from '../../server/ledger/state.ts';
import { bankOf, byHub } from '../ledger/bank.ts';

/** How many accounts may be handed out at once, and to whom. */

const size = 1_100;
const all: Selection = { kind: 'everything' };

/** More accounts than fit one message, in two ledgers, and few in a third. */
function largeState(): State {
  const state = bankOf({ kind: 'none' }, 2, {});
  for (const ledger of ['other', 'small']) byHub(state, { t: 'ledger', ledger, asset: 'CNY', scale: 2 });
  for (let at = 0; at < size; at += 1) {
    byHub(state, { t: 'open', account: `A${at}`, ledger: 'bank' });
    byHub(state, { t: 'open', account: `B${at}`, ledger: 'other' });
    if (at < 1_000) byHub(state, { t: 'open', account: `C${at}`, ledger: 'small' });
  }
  return state;
}

function deposit(state: State): void {
  byHub(state, { t: 'deposit', account: 'A0', amount: '1' });
}

function principal(name: string): Access {
  return new Access(name, new Grants(everything), Number.POSITIVE_INFINITY);
}

/** Lets go of a snapshot at once; whether there was one. */
function released(use: SnapshotUse | undefined): boolean {
  use?.release();
  return use !== undefined;
}

const ledger = (id: string): Selection => ({ kind: 'ledger', ledger: id });
const named = (ids: number): Selection => ({
  kind: 'accounts',
  accounts: new Set(Array.from({ length: ids }, (_, at) => `A${at}`)),
});

test('as many accounts as the bound are handed out, and what fits one message always', () => {
  const state = largeState();
  const snapshots = new Snapshots({ accounts: 2 * size, principalAccounts: 1 });
  const anyone = anonymousAccess();
  const first = snapshots.take(state, ledger('bank'), anyone);
  const second = snapshots.take(state, ledger('other'), anyone);
  expect([first?.snapshot.size, second?.snapshot.size]).toEqual([size, size]);
  expect(snapshots.take(state, all, anyone)).toBeUndefined();
  expect(snapshots.take(state, named(1_001), anyone)).toBeUndefined();
  for (const small of [named(0), named(1), named(1_000), ledger('small')])
    expect(released(snapshots.take(state, small, anyone))).toBe(true);
  // The same one again is no more to keep.
  const again = snapshots.take(state, ledger('other'), anyone);
  expect(again?.snapshot).toBe(second?.snapshot);
  expect(first?.snapshot).toBeDefined();
  expect(snapshots.take(state, ledger('bank'), anyone)?.snapshot).toBe(first?.snapshot);

  second?.release();
  expect(snapshots.take(state, all, anyone)).toBeUndefined();
  again?.release();
  expect(snapshots.take(state, all, anyone)?.snapshot.size).toBe(2 * size + 1_000);
});

test('all accounts of a hub that has few fit one message', () => {
  const state = bankOf({ kind: 'none' }, 2, { A: '1', B: '0' });
  const snapshots = new Snapshots({ accounts: 0, principalAccounts: 0 });
  expect(snapshots.take(state, all, principal('p'))?.snapshot.size).toBe(2);
});

test('a principal has a share, one snapshot at least, and nobody else’s watches are busy for it (R137)', () => {
  const state = largeState();
  const snapshots = new Snapshots({ accounts: 10 * size, principalAccounts: 2 * size });
  const [slow, calm] = [principal('slow'), principal('calm')];
  const taken = [1, 2, 3].map(() => {
    deposit(state);
    return snapshots.take(state, ledger('bank'), slow);
  });
  expect(taken.map((use) => use?.snapshot.seq)).toEqual([state.seq - 2, state.seq - 1, undefined]);
  expect(snapshots.take(state, named(1_000), slow)).toBeDefined();

  // However large, and what others share with it counts for them too.
  const others = snapshots.take(state, all, calm);
  expect(others?.snapshot.size).toBe(2 * size + 1_000);
  expect(snapshots.take(state, all, slow)).toBeUndefined();
  expect(snapshots.take(state, all, calm)?.snapshot).toBe(others?.snapshot);
  expect(snapshots.take(state, ledger('bank'), calm)).toBeUndefined();

  taken[0]?.release();
  expect(snapshots.take(state, all, slow)?.snapshot).toBe(others?.snapshot);
  expect(snapshots.take(state, ledger('bank'), slow)).toBeUndefined();
});

test('of those who show no token, who are everyone at once, none is counted', () => {
  const state = largeState();
  const snapshots = new Snapshots({ accounts: 10 * size, principalAccounts: 1 });
  for (let times = 0; times < 10; times += 1) {
    deposit(state);
    expect(snapshots.take(state, ledger('bank'), anonymousAccess())).toBeDefined();
  }
  deposit(state);
  expect(snapshots.take(state, ledger('bank'), anonymousAccess())).toBeUndefined();
});

test('a refused commit leaves nothing to share', () => {
  const [before, after] = [largeState(), largeState()];
  const snapshots = new Snapshots({ accounts: 10 * size, principalAccounts: 10 * size });
  const taken = snapshots.take(before, all, principal('p'));
  expect(snapshots.take(after, all, principal('p'))?.snapshot).not.toBe(taken?.snapshot);
});
