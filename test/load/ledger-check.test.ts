import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Request } from '../../shared/up.ts';
import { ServerProcess } from '../support/server-process.ts';
import { type Ears, type Lie, LyingHub } from './lying-hub.ts';
import { newLedger } from './new-ledger.ts';
import { SmallRun } from './small-run.ts';

/** The check on a hub that tells the truth. */

let server: ServerProcess;
beforeAll(async () => {
  server = await ServerProcess.start({ args: ['--no-demo'] });
});
afterAll(() => server[Symbol.asyncDispose]());

test.each(['transfer', 'deposit'] as const)('a run of %s is green', async (workload) => {
  await using run = new SmallRun(server.url, { ledger: newLedger(), workload, skew: 1 });
  await run.prepare();
  await run.send(2_000);
  const check = await run.check();
  expect(check).toMatchObject({ problems: [], found: 2_000, transactions: 2_000, askedAgain: { of: 0 } });
  expect(check.accounts).toBe(workload === 'transfer' ? 10 : 11);
});

test('a run of mixed is green, with holds that expired and refusals that are explained', async () => {
  await using run = new SmallRun(server.url, { ledger: newLedger(), workload: 'mixed', skew: 1 });
  await run.prepare();
  await run.send(2_000);
  await run.end();
  const { problems, found, transactions, accounts, askedAgain } = await run.check();
  expect(problems).toEqual([]);
  expect(found).toBeGreaterThan(1_500);
  expect(transactions).toBe(found);
  expect(accounts).toBe(11);
  expect(askedAgain.of).toBeGreaterThan(20);
  expect([...run.refusals.keys()].sort()).toEqual(
    expect.arrayContaining([
      'account_frozen',
      'already_reversed',
      'batch_failed',
      'hold_settled',
      'insufficient_funds',
    ]),
  );
  const { ledger } = run.options;
  const { last } = await run.hub.journal({ ledger, limit: 1 });
  const { txs } = await run.hub.journal({ ledger, after: last - 100 });
  expect(txs.some(({ kind }) => kind === 'expire')).toBe(true);
});

test('refusals are not in the ledger, and are asked about once more', async () => {
  await using run = new SmallRun(server.url, { ledger: newLedger() });
  await run.prepare('5');
  await run.send(1_000);
  const check = await run.check();
  expect(check.problems).toEqual([]);
  expect(check.askedAgain.of).toBeGreaterThan(0);
  expect(check.askedAgain).toEqual({ asked: 1_000 - check.found, of: 1_000 - check.found });
});

test('of too many refusals, some are asked about, and how many is told', async () => {
  await using run = new SmallRun(server.url, { ledger: newLedger() });
  await run.prepare('0.01');
  await run.send(4_500);
  const { problems, found, askedAgain } = await run.check();
  expect(problems).toEqual([]);
  expect(askedAgain.of).toBe(4_500 - found);
  expect(askedAgain.asked).toBe(Math.floor(askedAgain.of / 2));
});

test('a command without an answer may be in the ledger or not', async () => {
  await using run = new SmallRun(server.url, { ledger: newLedger() });
  await run.prepare();
  await run.sendUnheard();
  run.loseOne();
  await run.send(10);
  expect(await run.check()).toMatchObject({ problems: [], found: 11, askedAgain: { asked: 2, of: 2 } });
});

test('an account that was frozen before the run refuses with reason', async () => {
  await using run = new SmallRun(server.url, { ledger: newLedger() });
  await run.prepare();
  await run.hub.freeze({ account: `${run.options.ledger}-3` });
  await run.capture();
  await run.send(200);
  const { problems, found } = await run.check();
  expect(problems).toEqual([]);
  expect(run.refusals).toEqual(new Map([['account_frozen', 200 - found]]));
  expect(found).toBeLessThan(200);
});

test('a run of mixed on a ledger with holds that are open still is green', async () => {
  await using run = new SmallRun(server.url, { ledger: newLedger(), workload: 'mixed' });
  await run.prepare();
  const { ledger } = run.options;
  const [from, to, amount] = [`${ledger}-1`, `${ledger}-2`, '3'];
  const expires = new Date(Date.now() + 1_000).toISOString();
  await run.hub.hold({ from, to, amount, expires });
  const { seq } = await run.hub.hold({ from, to, amount });
  await run.capture();
  await run.send(200);
  await run.end();
  const release = await run.hub.release({ hold: seq });
  expect((await run.check()).problems).toEqual([
    `Seq ${release.seq} (key ${release.key}) is a release of seq ${seq} from ${from}, which no load run asked for.`,
  ]);
});

test('a ledger with a past is judged by what came since', async () => {
  await using first = new SmallRun(server.url, { ledger: newLedger() });
  await first.prepare();
  await first.send(100);
  await using second = new SmallRun(server.url, { ...first.options, accounts: 20, seed: 2 });
  await second.prepare();
  await second.send(100);
  expect(await second.check()).toMatchObject({ problems: [], found: 100, transactions: 100 });
});

test('two runs at once on one ledger do not accuse the hub', async () => {
  await using one = new SmallRun(server.url, { ledger: newLedger(), workload: 'mixed' });
  await using two = new SmallRun(server.url, { ...one.options, seed: 2 });
  await one.prepare();
  await two.prepare();
  await Promise.all([one.send(1_000), two.send(1_000)]);
  // The other run goes on while this one is checked.
  const [check] = await Promise.all([one.check(), two.send(1_000)]);
  expect(check).toMatchObject({
    problems: [],
    found: one.acknowledged,
    transactions: one.acknowledged,
  });
  expect(await two.check()).toMatchObject({ problems: [], found: two.acknowledged });
});

test('a hub that was killed under the run and came back passes', async () => {
  await using other = await ServerProcess.start({ args: ['--no-demo'] });
  await using run = new SmallRun(other.url, { workload: 'mixed' });
  await run.prepare();
  await run.send(500);
  const rest = run.send(1_500);
  await other.restart();
  await rest;
  expect(await run.check()).toMatchObject({ problems: [], found: run.acknowledged });
});

/** Has something done between the first reading of the ledger and the listing of its accounts. */
class Meanwhile implements Lie {
  #act: (() => Promise<void>) | undefined;

  next(act: () => Promise<void>): void {
    this.#act = act;
  }

  request(request: Request, ears: Ears): boolean {
    const act = this.#act;
    if (request.t !== 'list' || act === undefined) return false;
    this.#act = undefined;
    void act().then(() => ears.ask(request));
    return true;
  }
}

test('a command that is done amid the check is not held against the hub', async () => {
  const meanwhile = new Meanwhile();
  await using hub = await LyingHub.start(server.url, meanwhile);
  await using run = new SmallRun(hub.url, { ledger: newLedger(), workload: 'deposit' });
  await run.prepare();
  await run.send(100);
  // Then the system account has been read, which gives, and the account that takes has not.
  meanwhile.next(() => run.sendUnheard());
  const check = await run.check();
  expect(check).toMatchObject({ problems: [], found: 100, askedAgain: { asked: 1, of: 1 } });
});

test('a run that goes on while the ledger is read before another is not held against the hub', async () => {
  const meanwhile = new Meanwhile();
  await using hub = await LyingHub.start(server.url, meanwhile);
  await using run = new SmallRun(hub.url, { ledger: newLedger(), workload: 'deposit' });
  await using other = new SmallRun(server.url, run.options);
  await run.prepare();
  await other.prepare();
  meanwhile.next(() => other.send(10));
  await run.capture();
  await run.send(100);
  expect(await run.check()).toMatchObject({ problems: [], found: 100, transactions: 100 });
});

test('what watchers missed is a problem', async () => {
  await using run = new SmallRun(server.url, { ledger: newLedger() });
  await run.prepare();
  const fine = { gaps: 0, first: 1, last: 9 };
  const check = await run.check([
    fine,
    { ...fine, gaps: 2, problem: 'seq 7 came after 5' },
    { ...fine, problem: 'it was cut' },
  ]);
  expect(check).toMatchObject({
    watchers: 3,
    problems: ['Watcher 2 has 2 gaps between seq 1 and 9: seq 7 came after 5.', 'Watcher 3: it was cut.'],
  });
});

test('a check that is interrupted ends with the reason', async () => {
  await using run = new SmallRun(server.url, { ledger: newLedger() });
  await run.prepare();
  await run.send(100);
  const controller = new AbortController();
  const check = run.check([], controller);
  controller.abort(new Error('stop'));
  await expect(check).rejects.toThrow('stop');
  await expect(run.check([], controller)).rejects.toThrow('stop');
});
