import { afterAll, beforeAll, expect, test } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { type Lie, LyingHub } from './lying-hub.ts';
import {
  capturesTwice,
  doesHalf,
  expiresAt,
  freezesNothing,
  keepsTheRest,
  leavesAvailable,
  refuses,
  reversesTwice,
} from './mixed-lies.ts';
import { newLedger } from './new-ledger.ts';
import { SmallRun } from './small-run.ts';

/** The check of a run of `mixed` on a hub that lies about what is more than a movement. */

let server: ServerProcess;
beforeAll(async () => {
  server = await ServerProcess.start({ args: ['--no-demo'] });
});
afterAll(() => server[Symbol.asyncDispose]());

/** What the check says of a run of `mixed` amid a lie. */
async function problemsAmid(lie: Lie): Promise<readonly string[]> {
  await using hub = await LyingHub.start(server.url, lie);
  await using run = new SmallRun(hub.url, {
    ledger: newLedger(),
    workload: 'mixed',
    // Few are in flight, so that what follows something comes soon after it; hardly ever do two meet.
    accounts: 200,
    inflight: 20,
  });
  await run.prepare();
  await run.send(1_000);
  await run.end();
  return (await run.check()).problems;
}

// Each waits until its last hold has expired.
test.concurrent.each<[string, Lie, RegExp]>([
  [
    'captures a hold twice',
    capturesTwice(),
    /^Seq \d+ \(key \S+\), a capture of hold \d+, settles a hold of load\d+-\d+ that is not open\.$/,
  ],
  [
    'reverses a deposit twice',
    reversesTwice(),
    /^Seq \d+ moved \d\.\d\d, but \d+\.\d\d of it was reversed\.$/,
  ],
  [
    'does not take a hold from what is available',
    leavesAvailable(),
    /^Seq \d+ \(key \S+\) leaves 0\.00 of load\d+-\d+ held, but its holds are \d\.\d\d\.$/,
  ],
  [
    'lets no hold expire',
    expiresAt(() => undefined),
    /^Hold \d+ \(key \S+\) of load\d+-\d+ was to expire at \S+Z, and is still open\.$/,
  ],
  [
    'lets holds expire too early',
    expiresAt((expires) => new Date(Date.parse(expires) - 1_000).toISOString()),
    /^Seq \d+ \(key hub\.expire\.\d+\), an expiry of hold \d+, came before that hold was to expire\.$/,
  ],
  [
    'keeps what a capture should give back',
    keepsTheRest(),
    /^Seq \d+ \(key \S+\), a capture of hold \d+, speaks of \d\.\d\d, but that hold was of \d\.\d\d\.$/,
  ],
  [
    'lets a frozen account pay',
    freezesNothing(),
    /^Seq \d+ \(key \S+\) moves or holds money of load\d+-\d+, which was frozen\.$/,
  ],
  [
    'does half of an atomic batch',
    doesHalf(),
    /^Key \S+ is one of an atomic batch of 4, of which only [123] are in the ledger\.$/,
  ],
  [
    'says that an open hold is settled',
    refuses('capture', 'hold_settled'),
    /^Key \S+, a capture of .*, was refused \(hold_settled\), but nothing settles hold \d+\.$/,
  ],
  [
    'says that a transaction is reversed which is not',
    refuses('reverse', 'already_reversed'),
    /^Key \S+, a reversal of .*, was refused \(already_reversed\), but that much of seq \d+ is left\.$/,
  ],
  [
    'says that an account is frozen which is not',
    refuses('withdraw', 'account_frozen'),
    /^Key \S+, a withdrawal of .*, was refused \(account_frozen\), but load\d+-\d+ and @world:load\d+ were never frozen\.$/,
  ],
  [
    'does not know a hold that it made',
    refuses('release', 'unknown_hold'),
    /^Key \S+, a release of .*, was refused \(unknown_hold\), but what it speaks of was acknowledged\.$/,
  ],
])('a hub that %s is found out', async (_, lie, sentence) => {
  expect(await problemsAmid(lie)).toContainEqual(expect.stringMatching(sentence));
});

test.concurrent('a hub that tells the truth passes, behind the same proxy', async () => {
  expect(await problemsAmid({})).toEqual([]);
});
