import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { limits } from '../../server/limits.ts';
import { command, done, doneAll, openAccounts, stateOf } from '../support/errands.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { expectNothingElse, expectTransactions, watch } from '../support/watch-errands.ts';

/** Going on where an earlier watch ended. */

/** What the hub keeps for those that come back, in transactions. */
const kept = 10_000;

const server = await ServerProcess.start({ args: ['--no-demo'] });
let client: RawClient;
let epoch = '';
/** Connects `client` to the server as it runs now, and tells the seq that it begins with. */
async function connect(): Promise<number> {
  client = await RawClient.connect(server.url, { keepWelcome: true });
  const welcome = await client.next('welcome');
  epoch = welcome.epoch;
  return welcome.seq;
}
beforeAll(async () => {
  await connect();
  await openAccounts(client, 'bank', { X: '100', Y: '100', Z: '100' });
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const deposit = (account: string): Record<string, unknown> => ({ t: 'deposit', account, amount: '1' });

/** The newest seq. */
async function newest(): Promise<number> {
  const reply = await client.ask({ t: 'get', id: 'newest', accounts: ['X'] });
  return reply.t === 'accounts' ? reply.seq : 0;
}

describe('since', () => {
  test('replays what was missed of the accounts watched, then goes on (R82, R85, R86)', async () => {
    const seq = await newest();
    const made = await doneAll(client, [deposit('X'), deposit('Z'), deposit('Y'), deposit('X')]);
    const [first = 0, , third = 0, fourth = 0] = made.map((tx) => tx.seq);
    await using reader = await RawClient.connect(server.url);
    const watching = await watch(reader, { accounts: ['X', 'Y'], since: { epoch, seq } });
    expect(watching).toEqual({ t: 'watching', id: watching.id, watch: 1, seq, recovered: true });
    const { seq: fifth } = await done(client, deposit('Y'));
    await expectTransactions(reader, watching, [first, third, fourth, fifth]);
    await expectNothingElse(reader);
  });

  test('replays in mode latest the newest states of what changed, once (R84, R86)', async () => {
    const seq = await newest();
    const made = await doneAll(client, [deposit('X'), deposit('Z'), deposit('X')]);
    await using reader = await RawClient.connect(server.url);
    const watching = await watch(reader, { accounts: ['X', 'Y'], mode: 'latest', since: { epoch, seq } });
    expect(watching).toMatchObject({ seq, recovered: true });
    const accounts = await stateOf(client, 'X');
    expect(await reader.event(1)).toMatchObject({ t: 'balances', prev: seq, seq: made[2]?.seq, accounts });
    await expectNothingElse(reader);
  });

  test('of the newest seq has nothing to replay (R86)', async () => {
    await using reader = await RawClient.connect(server.url);
    const watching = await watch(reader, { ledger: 'bank', since: { epoch, seq: await newest() } });
    expect(watching).toMatchObject({ recovered: true });
    await expectNothingElse(reader);
    const { seq } = await done(client, deposit('X'));
    await expectTransactions(reader, watching, [seq]);
  });

  test('replays the opening of accounts to watches of everything and of their ledger (R86, R87)', async () => {
    const seq = await newest();
    await done(client, { t: 'open', account: 'meanwhile', ledger: 'bank' });
    await using reader = await RawClient.connect(server.url);
    const all = await watch(reader, { accounts: '*', since: { epoch, seq } });
    const latest = await watch(reader, { ledger: 'bank', mode: 'latest', since: { epoch, seq } });
    await expectTransactions(reader, all, [seq + 1]);
    expect(await reader.event(latest.watch)).toMatchObject({
      accounts: [{ account: 'meanwhile', version: 0 }],
    });
  });

  test.each([
    ['another epoch', () => ({ epoch: 'another', seq: 1 })],
    ['a seq that is yet to come', () => ({ epoch, seq: 1_000_000 })],
  ])('of %s is answered with a snapshot (R86)', async (_, since) => {
    await using reader = await RawClient.connect(server.url);
    for (const mode of ['all', 'latest']) {
      const watching = await watch(reader, { accounts: ['X'], mode, since: since() });
      expect(watching).toMatchObject({
        recovered: false,
        seq: await newest(),
        accounts: await stateOf(client, 'X'),
      });
    }
    await expectNothingElse(reader);
    expect(await watch(reader, { accounts: ['X'], snapshot: false, since: since() })).not.toHaveProperty(
      'accounts',
    );
  });

  test('asked amid a frame of commands replays those before it and hears of those after (R86)', async () => {
    const seq = await newest();
    await using reader = await RawClient.connect(server.url);
    const [first, second] = [command(deposit('X')), command(deposit('X'))];
    reader.send(first, { t: 'watch', id: 'w', accounts: ['X'], since: { epoch, seq } }, second);
    await expectTransactions(reader, { watch: 1, seq }, [seq + 1, seq + 2]);
    expect(await reader.reply('w')).toMatchObject({ recovered: true, seq });
  });

  test.each(['all', 'latest'])(
    'of a seq that is taken behind the question is yet to come, mode %s (R86)',
    async (mode) => {
      const seq = await newest();
      await using reader = await RawClient.connect(server.url);
      const since = { epoch, seq: seq + 1 };
      reader.send({ t: 'watch', id: 'w', accounts: ['X'], mode, since }, command(deposit('X')));
      expect(await reader.reply('w')).toMatchObject({ recovered: false, seq });
      expect(await reader.event(1)).toMatchObject({ t: mode === 'all' ? 'tx' : 'balances', prev: seq });
    },
  );

  test('and ended at once tells first what was missed, and answers in order (R22, R90)', async () => {
    const seq = await newest();
    const others = Array.from({ length: 1_500 }, () => deposit('Z'));
    const made = await doneAll(client, [deposit('X'), ...others, deposit('X')]);
    await using reader = await RawClient.connect(server.url);
    const last = command(deposit('X'));
    reader.send(
      { t: 'watch', id: 'w', accounts: ['X'], since: { epoch, seq } },
      { t: 'unwatch', id: 'u', watch: 1 },
      { t: 'unwatch', id: 'again', watch: 1 },
      last,
    );
    await reader.reply(last.id);
    const told = reader.frames.flatMap((frame) => frame.split('\n')).slice(1);
    expect(told.map((text) => JSON.parse(text))).toMatchObject([
      { t: 'watching', recovered: true },
      { t: 'tx', prev: seq, tx: { seq: seq + 1 } },
      { t: 'tx', prev: seq + 1, tx: { seq: made.at(-1)?.seq } },
      { t: 'unwatched', id: 'u' },
      { t: 'error', id: 'again' },
      { t: 'ok', id: last.id },
    ]);
  });

  test.each(['SIGTERM', 'SIGKILL'] as const)('goes on over %s and a start (R16, R86)', async (signal) => {
    const seq = await newest();
    const { seq: missed } = await done(client, deposit('X'));
    await server.kill(signal);
    await server.restart();
    expect(await connect()).toBe(missed);
    const { seq: later } = await done(client, deposit('X'));
    await using reader = await RawClient.connect(server.url);
    const watching = await watch(reader, { accounts: ['X'], since: { epoch, seq } });
    expect(watching).toMatchObject({ recovered: true });
    await expectTransactions(reader, watching, [missed, later]);
  });

  test(`reaches back ${kept} transactions at least, and not for ever (R86)`, async () => {
    const from = await newest();
    const deposits = Array.from({ length: kept }, () => ({ t: 'deposit', account: 'Z', amount: '0.01' }));
    await doneAll(client, deposits);
    const { seq } = await done(client, deposit('X'));
    await using reader = await RawClient.connect(server.url);
    const early = await watch(reader, { accounts: ['X'], since: { epoch, seq: from + 1 } });
    expect(early).toMatchObject({ recovered: true, seq: from + 1 });
    await expectTransactions(reader, early, [seq]);
    const whole = await watch(reader, { accounts: '*', since: { epoch, seq: from + 1 } });
    await expectTransactions(
      reader,
      whole,
      Array.from({ length: kept }, (_, at) => from + 2 + at),
    );
    await expectNothingElse(reader);
    // The commit that the bound falls into stays whole, and a commit holds no more than this.
    await doneAll(client, deposits.slice(0, limits.commitRecords));
    await using later = await RawClient.connect(server.url);
    const late = await watch(later, { accounts: ['Z'], since: { epoch, seq: from } });
    expect(late).toMatchObject({ recovered: false, accounts: await stateOf(client, 'Z') });
  });
});
