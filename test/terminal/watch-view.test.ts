import { expect, it } from 'vitest';
import type { Change } from '../../client/sdk/changes.ts';
import { CannotConnect } from '../../client/sdk/errors.ts';
import type { HubState } from '../../client/sdk/hub-state.ts';
import { paints } from '../../client/terminal/format/paint.ts';
import { LiveJudge } from '../../client/terminal/live-judge.ts';
import { type Standing, WatchView } from '../../client/terminal/watch-view.ts';

const plain = paints(false);
const screen = { rows: 24, columns: 80 };
const startMs = new Date(2026, 0, 31, 12, 0, 0).getTime();
const live: Standing = {
  hub: { kind: 'live', sinceMs: startMs, epoch: 'e', seq: 0, principal: 'anonymous' },
  watch: 'live',
};

function account(id: string, balance: string, version: number) {
  return { account: id, ledger: 'demo', asset: 'CNY', balance, available: balance, version };
}
function snapshot(seq: number, ...accounts: ReturnType<typeof account>[]): Change {
  return { kind: 'snapshot', seq, accounts };
}
function begun(): WatchView {
  const view = new WatchView('florin · A B', new LiveJudge());
  view.take(snapshot(17, account('B', '500.00', 1), account('A', '1000.00', 3)), startMs);
  return view;
}

it('begins with the accounts in order, and no change', () => {
  expect(begun().draw(live, startMs, screen, plain)).toEqual([
    'florin · A B  live  seq 17  (q leaves)',
    'Account  Balance   Asset  Last change  Version  Age',
    'A        1000.00   CNY                       3',
    'B         500.00   CNY                       1',
  ]);
});

it('shows a change with its sign and its age', () => {
  const view = begun();
  view.take({ kind: 'balance', seq: 18, account: account('A', '995.00', 4) }, startMs + 1_000);
  const [, , row] = view.draw(live, startMs + 4_000, screen, plain);
  expect(row).toBe('A         995.00   CNY          -5.00        4  3 s');
});

it('tells from a new snapshot what has changed meanwhile', () => {
  const view = begun();
  view.take(snapshot(30, account('A', '1000.00', 3), account('B', '510.00', 4)), startMs + 2_000);
  const [, , first, second] = view.draw(live, startMs + 2_000, screen, plain);
  expect(first).toBe('A        1000.00   CNY                       3');
  expect(second).toBe('B         510.00   CNY         +10.00        4  0 s');
});

it('keeps nothing that a new snapshot no longer has, and shows what it has', () => {
  const view = begun();
  view.take({ kind: 'balance', seq: 18, account: account('C', '7.00', 1) }, startMs);
  const restored = { ...account('A', '980.00', 3), asset: 'EUR' };
  view.take(snapshot(12, account('B', '500.00', 1), restored), startMs + 2_000);
  expect(view.draw(live, startMs + 2_000, screen, plain)).toEqual([
    'florin · A B  live  seq 12  (q leaves)',
    'Account  Balance   Asset  Last change  Version  Age',
    'A         980.00   EUR         -20.00        3  0 s',
    'B         500.00   CNY                       1',
  ]);
});

it('never lets an old number look like a new one', () => {
  const cause = new CannotConnect('unreachable', 'gone');
  const hub: HubState = {
    kind: 'reconnecting',
    sinceMs: startMs,
    attempt: 1,
    nextAttemptAtMs: startMs + 5_000,
    cause,
  };
  const [title, , row] = begun().draw({ hub, watch: 'stale' }, startMs + 2_000, screen, plain);
  expect(title).toContain('stale since 12:00:00, reconnecting in 3 s');
  expect(row).toContain('1000.00?');
});

it('is not live before the watch has caught up', () => {
  const [title, , row] = begun().draw({ ...live, watch: 'catching-up' }, startMs, screen, plain);
  expect(title).toContain('catching up');
  expect(row).toContain('1000.00?');
});

it('fits the screen, and says how many accounts do not', () => {
  const view = new WatchView('florin', new LiveJudge());
  view.take(snapshot(1, ...Array.from({ length: 40 }, (_, nth) => account(`a${nth}`, '1', 1))), startMs);
  const lines = view.draw(live, startMs, { ...screen, rows: 10 }, plain);
  expect(lines).toHaveLength(10);
  expect(lines.at(-1)).toBe('… 33 accounts more; name the ones to see');
});

it.each([
  [38, 'florin · A B  live  seq 17  (q leaves)'],
  [37, 'florin · A B  live  seq 17'],
  [25, 'florin · A B  live'],
  [17, 'live'],
  [3, 'live'],
])('leaves out whole parts of its first line on a screen of %i columns', (columns, line) => {
  expect(begun().draw(live, startMs, { ...screen, columns }, plain)[0]).toBe(line);
});

it('has a column of what can be spent where anything is held, which is as old as the balance', () => {
  const view = begun();
  const held = { ...account('A', '1000.00', 4), available: '940.00' };
  view.take({ kind: 'balance', seq: 18, account: held }, startMs);
  expect(view.draw(live, startMs, screen, plain).slice(1)).toEqual([
    'Account  Balance   Available   Asset  Last change  Version  Age',
    'A        1000.00      940.00   CNY          +0.00        4  0 s',
    'B         500.00      500.00   CNY                       1',
  ]);
  const [, , row] = view.draw({ ...live, watch: 'catching-up' }, startMs, screen, plain);
  expect(row).toContain('1000.00?     940.00?');
  view.take({ kind: 'balance', seq: 19, account: account('A', '1000.00', 5) }, startMs);
  expect(view.draw(live, startMs, screen, plain)[1]).not.toContain('Available');
});
