import { expect, test } from 'vitest';
import { judgedAccountsMax, MovementJudge } from '../../client/analysis/movement-judge.ts';
import type { Change } from '../../client/sdk/changes.ts';
import { connect, type Hub } from '../../client/sdk/index.ts';
import { paints } from '../../client/terminal/format/paint.ts';
import { LiveJudge } from '../../client/terminal/live-judge.ts';
import { liveLine } from '../../client/terminal/live-line.ts';
import { WatchView } from '../../client/terminal/watch-view.ts';
import { ServerProcess } from '../support/server-process.ts';
import { FlorinProcess, ndjson } from './florin-process.ts';

const plain = paints(false);
const live = {
  hub: { kind: 'live', sinceMs: 0, epoch: 'e', seq: 0, principal: 'anonymous' },
  watch: 'live',
} as const;

function change(id: string, balance: string, version: number): Change {
  const account = { account: id, ledger: 'demo', asset: 'CNY', balance, available: balance, version };
  return { kind: 'balance', seq: version, account };
}

/** A table of `A`, which has moved 1.00 thirty times. */
function usedTo(): WatchView {
  const view = new WatchView('florin', new LiveJudge());
  for (let version = 0; version <= 30; version += 1)
    view.take(change('A', `${version + 100}.00`, version), 0);
  return view;
}

test('the live table marks a movement far above those before, and says what the mark means', () => {
  const view = usedTo();
  view.take(change('A', '90.00', 31), 0);
  expect(view.draw(live, 1_000, { rows: 24, columns: 80 }, plain).slice(2)).toEqual([
    'A          90.00   CNY         -40.00       31  1 s  !',
    '! unusual: far above what the account moved before',
  ]);
  view.take(change('A', '91.00', 32), 0);
  expect(view.draw(live, 1_000, { rows: 24, columns: 80 }, plain).slice(2)).toEqual([
    'A          91.00   CNY          +1.00       32  1 s',
  ]);
});

test('what several movements came to together is not judged', () => {
  const view = usedTo();
  view.take(change('A', '90.00', 35), 0);
  expect(view.draw(live, 1_000, { rows: 24, columns: 80 }, plain).slice(2)).toEqual([
    'A          90.00   CNY         -40.00       35  1 s',
  ]);
});

test('the table keeps to its rows with the explanation of the mark in them', () => {
  const view = usedTo();
  for (const id of ['B', 'C', 'D', 'E']) view.take(change(id, '1.00', 1), 0);
  view.take(change('A', '90.00', 31), 0);
  expect(view.draw(live, 0, { rows: 5, columns: 80 }, plain).length).toBe(5);
});

test('a live line carries the mark beside the amount', () => {
  const told = change('A', '90.00', 31);
  if (told.kind !== 'balance') throw new Error('no change');
  const shown = { ...told, delta: '-40.00', unusual: { score: 9 } };
  expect(liveLine([shown], plain)).toBe('meanwhile A 90.00 (-40.00 !)');
});

async function deposits(hub: Hub, count: number): Promise<void> {
  for (let nth = 0; nth < count; nth += 1) await hub.deposit({ account: 'A', amount: `0.0${1 + (nth % 5)}` });
}

test('a watch knows what its accounts moved before it began', async () => {
  await using server = await ServerProcess.start();
  await using hub = connect(server.url);
  await deposits(hub, 25);
  await using watch = new FlorinProcess(['watch', 'A'], server);
  await watch.printed('"event":"snapshot"');
  await hub.deposit({ account: 'A', amount: '0.02' });
  await hub.transfer({ from: 'A', to: 'B', amount: '50', memo: 'big' });
  await watch.printed('"memo":"big"');
  const changes = ndjson(watch.stdout).slice(1);
  expect(changes).toMatchObject([
    { delta: '0.02' },
    { delta: '-50.00', unusual: { score: expect.any(Number) } },
  ]);
  expect(changes[0]).not.toHaveProperty('unusual');
});

test('what is known of the past is not taken in again when it comes as a change', async () => {
  await using server = await ServerProcess.start();
  await using hub = connect(server.url);
  await deposits(hub, 25);
  const judge = new LiveJudge();
  await judge.seed(hub, ['A']);
  const { seq } = await hub.ping();
  expect(judge.take('A', '-50.00', seq)).toBeUndefined();
  expect(judge.take('A', '-50.00', seq + 1)?.score).toBeGreaterThan(6);
});

test('accounts beyond the bound are not judged, and counted', () => {
  const judge = new MovementJudge();
  for (let nth = 0; nth < judgedAccountsMax; nth += 1) judge.take(`a${nth}`, '1.00');
  for (let nth = 0; nth < 30; nth += 1)
    expect(judge.take('more', nth < 29 ? '1.00' : '900.00')).toBeUndefined();
  expect(judge.unjudged).toBe(30);
  for (let nth = 0; nth < 20; nth += 1) judge.take('a0', '-1.00');
  expect(judge.take('a0', '900.00')).toBeDefined();
  expect(judge.take('@world:demo', '1.00')).toBeUndefined();
  expect(judge.unjudged).toBe(30);
});
