import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LedgerCheck } from '../../client/load/result.ts';
import { ServerProcess } from '../support/server-process.ts';
import { alters, doubles, hides, keyOfAnotherTime, keyOfTheSdk, loses, refusesButDoes } from './lies.ts';
import { type Lie, LyingHub } from './lying-hub.ts';
import { newLedger } from './new-ledger.ts';
import { SmallRun } from './small-run.ts';

/** The check on a hub that lies. */

let server: ServerProcess;
beforeAll(async () => {
  server = await ServerProcess.start({ args: ['--no-demo'] });
});
afterAll(() => server[Symbol.asyncDispose]());

/** What the check says of a run of transfers on a hub that lies. */
async function checkAmid(lie: Lie, settled?: Promise<unknown>): Promise<LedgerCheck> {
  await using hub = await LyingHub.start(server.url, lie);
  await using run = new SmallRun(hub.url, { ledger: newLedger() });
  await run.prepare();
  await run.send(200);
  await settled;
  return await run.check();
}

const key = 'k[0-9a-z]{9}[\\w-]{12}';
const transfer = 'a transfer of \\d\\.\\d\\d from load\\d+-\\d to load\\d+-\\d';

test('an acknowledged command that is not in the ledger is a problem', async () => {
  const { problems } = await checkAmid(loses(100));
  expect(problems).toEqual([
    expect.stringMatching(
      new RegExp(`^Key ${key}, ${transfer}, was acknowledged as seq \\d+, but is not in the ledger\\.$`),
    ),
  ]);
});

test.each([
  ['hand-made', () => 'doubled'],
  ['time-ordered', keyOfTheSdk],
])('a command that is done twice, the second time under a %s key, is a problem', async (_, keyOf) => {
  const lie = doubles(100, server.url, keyOf);
  const { problems, found } = await checkAmid(lie, lie.doubled);
  expect(found).toBe(200);
  expect(problems).toEqual([
    expect.stringMatching(
      new RegExp(`^Seq \\d+ \\(key (doubled|${key})\\) is ${transfer}, which no load run asked for\\.$`),
    ),
  ]);
});

test('a command that is done twice under keys of the run is a problem', async () => {
  const lie = doubles(100, server.url, keyOfAnotherTime);
  const { problems } = await checkAmid(lie, lie.doubled);
  expect(problems).toEqual([
    expect.stringMatching(
      new RegExp(
        `^Seq \\d+ \\(key ${key}\\) is ${transfer}, under a key that differs from its command's in time\\.$`,
      ),
    ),
  ]);
});

test('a command that is acknowledged as another seq than its own is a problem', async () => {
  const { problems } = await checkAmid(alters(100));
  expect(problems).toEqual([
    expect.stringMatching(
      new RegExp(`^Seq \\d+ \\(key ${key}\\) is ${transfer}, but it was acknowledged as seq \\d+\\.$`),
    ),
  ]);
});

test('a command that is refused and yet done is a problem', async () => {
  const { problems } = await checkAmid(refusesButDoes(100));
  expect(problems).toEqual([
    expect.stringMatching(
      new RegExp(
        `^Seq \\d+ \\(key ${key}\\) is ${transfer}, but the hub refused that command \\(insufficient_funds\\)\\.$`,
      ),
    ),
  ]);
});

test('a refusal that the hub does not know of any more is a problem', async () => {
  const lie: Lie = {
    message(message, ears) {
      if (message.t !== 'error' || message.replayed !== true) return false;
      ears.tell({ t: 'error', id: message.id, code: 'unknown_key', message: 'never', retryable: false });
      return true;
    },
  };
  await using hub = await LyingHub.start(server.url, lie);
  await using run = new SmallRun(hub.url, { ledger: newLedger() });
  await run.prepare('0.01');
  await run.send(1);
  expect((await run.check()).problems).toEqual([
    expect.stringMatching(
      `^Key ${key} was refused \\(insufficient_funds\\), but now the hub says: never decided\\.$`,
    ),
  ]);
});

test('a transaction that its accounts do not tell of is a problem of all that should', async () => {
  const { problems } = await checkAmid(hides(100));
  expect(problems[0]).toMatch(new RegExp(`^Key ${key}, ${transfer}, was acknowledged as seq \\d+, but`));
  expect(problems).toContainEqual(
    expect.stringMatching(/makes version \d+ of load\d+-\d, but the one before/),
  );
  expect(problems.at(-1)).toMatch(/the ledger counts 200 transactions, the histories of its accounts 199\.$/);
});

test.each(['giver', 'taker'] as const)(
  'a transaction that the %s does not tell of is a problem',
  async (side) => {
    const { problems } = await checkAmid(hides(100, side));
    expect(problems[0]).toMatch(
      new RegExp(
        `^Key ${key}, ${transfer}, is in the history of load\\d+-\\d but not in that of load\\d+-\\d\\.$`,
      ),
    );
  },
);

/** Changes the replies to `list` and `trial`, once the run is prepared. */
function misstates(state: { isOn: boolean }, change: (reply: Reply) => Reply): Lie {
  return {
    message(message, ears) {
      if (!state.isOn || (message.t !== 'accounts' && message.t !== 'trial')) return false;
      ears.tell(change(message));
      return true;
    },
  };
}
type Reply = Parameters<Parameters<NonNullable<Lie['message']>>[1]['tell']>[0];

test.each<[string, (reply: Reply) => Reply, RegExp]>([
  [
    'a balance that no history explains',
    (reply) =>
      reply.t === 'accounts'
        ? {
            ...reply,
            accounts: reply.accounts.map((account) =>
              account.account.endsWith('-3') ? { ...account, balance: '77.00' } : account,
            ),
          }
        : reply,
    /^The balance of load\d+-3 as of seq \d+ is 77\.00, but its history ends with \d+\.\d\d \(seq \d+\)\.$/,
  ],
  [
    'an account that is gone',
    (reply) =>
      reply.t === 'accounts'
        ? { ...reply, accounts: reply.accounts.filter(({ account }) => !account.endsWith('-3')) }
        : reply,
    /^The ledger does not list load\d+-3 any more\.$/,
  ],
  [
    'a trial that is not zero',
    (reply) =>
      reply.t === 'trial'
        ? { ...reply, ledgers: reply.ledgers.map((books) => ({ ...books, sum: '0.01' })) }
        : reply,
    /^The trial of ledger load\d+ after the run sums to 0\.01 instead of zero\.$/,
  ],
])('%s is a problem', async (_, change, sentence) => {
  const state = { isOn: false };
  await using hub = await LyingHub.start(server.url, misstates(state, change));
  await using run = new SmallRun(hub.url, { ledger: newLedger() });
  await run.prepare();
  await run.send(100);
  state.isOn = true;
  expect((await run.check()).problems).toContainEqual(expect.stringMatching(sentence));
});

test('a hub that will not answer leaves the ledger unchecked', async () => {
  const lie: Lie = {
    request(request, ears) {
      if (request.t !== 'history') return false;
      ears.tell({ t: 'error', id: request.id, code: 'forbidden', message: 'no', retryable: false });
      return true;
    },
  };
  await expect(checkAmid(lie)).rejects.toMatchObject({ code: 'forbidden' });
});
