import { afterAll, beforeAll, expect, test } from 'vitest';
import { exitCodes } from '../../client/terminal/exit-codes.ts';
import { ServerProcess } from '../support/server-process.ts';
import { florin, type Ran } from '../terminal/florin-process.ts';
import { alters, doubles, dropsEvent, keyOfTheSdk, loses, refusesButDoes } from './lies.ts';
import { honest, type Lie, LyingHub } from './lying-hub.ts';
import { capturesTwice } from './mixed-lies.ts';

/** `florin load` as a user runs it, against a hub that does not always tell the truth. */

let server: ServerProcess;
beforeAll(async () => {
  server = await ServerProcess.start({ args: ['--no-demo'] });
});
afterAll(() => server[Symbol.asyncDispose]());

const nth = 20;

async function loadAmid(lie: Lie, ...flags: readonly string[]): Promise<Ran> {
  await using hub = await LyingHub.start(server.url, lie);
  return await load(hub.url, ...flags);
}

function load(url: string, ...flags: readonly string[]): Promise<Ran> {
  const short = [
    '--duration',
    '0.5',
    '--warmup',
    '0',
    '--accounts',
    '20',
    '--clients',
    '2',
    '--inflight',
    '10',
  ];
  return florin({ url }, ['load', ...short, '--threads', '1', ...flags]);
}

/** What was printed, in one line. */
function said({ stdout }: Ran): string {
  return stdout.replace(/\s+/g, ' ');
}

test('a hub that tells the truth passes, behind the same proxy', async () => {
  const ran = await loadAmid(honest);
  expect(ran.code, ran.stdout + ran.stderr).toBe(exitCodes.done);
  expect(said(ran)).toContain('Ledger check ✓');
});

test.each<[string, () => Lie, readonly string[], RegExp]>([
  [
    'loses what it acknowledged',
    () => loses(nth),
    [],
    /Key k\S+, a transfer of .*, was acknowledged as seq \d+, but is not in the ledger\./,
  ],
  [
    'does a command twice',
    () => doubles(nth, server.url, keyOfTheSdk),
    [],
    /Seq \d+ \(key k\S+x2VbK4cTiQ7n\) is a transfer of .*, which no load run asked for\./,
  ],
  [
    'names another seq',
    () => alters(nth),
    ['--driver', 'plain'],
    /Seq \d+ .*, but it was acknowledged as seq \d+\./,
  ],
  [
    'does what it refused',
    () => refusesButDoes(nth),
    [],
    /Seq \d+ .*, but the hub refused that command \(insufficient_funds\)\./,
  ],
  [
    'captures a hold twice',
    capturesTwice,
    ['mixed', '--duration', '3'],
    /Seq \d+ \(key \S+\), a capture of hold \d+, settles a hold of load-\d+ that is not open\./,
  ],
  [
    'keeps an event from a watcher',
    () => dropsEvent(nth),
    [],
    /Watcher 1 has 1 gap between seq \d+ and \d+: seq \d+ came as if after/,
  ],
  [
    'keeps balances from a watcher',
    // A slow machine has few updates, each of many changes.
    () => dropsEvent(3),
    ['--watch-mode', 'latest'],
    /Watcher 1 has 1 gap between seq/,
  ],
])('a hub that %s is found out, and the run ends with 1', async (_, lie, flags, sentence) => {
  const ran = await loadAmid(lie(), ...flags);
  expect(ran.code, ran.stdout + ran.stderr).toBe(exitCodes.notMet);
  expect(said(ran)).toContain('Ledger check ✗');
  expect(said(ran)).toMatch(sentence);
});

test('two testers on one ledger do not accuse the hub, not even of what prepares the other', async () => {
  await load(server.url);
  // While the first runs, the second opens and fills further accounts.
  const runs = await Promise.all([
    load(server.url, '--duration', '2'),
    load(server.url, '--accounts', '3000', 'mixed'),
  ]);
  for (const ran of runs) expect(ran.code, ran.stdout + ran.stderr).toBe(exitCodes.done);
});
