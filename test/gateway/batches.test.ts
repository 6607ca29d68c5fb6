import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Message } from '../../shared/down.ts';
import { batchCommandsMax } from '../../shared/limits.ts';
import { balanceOf, books, command, done, openAccounts, stateOf } from '../support/errands.ts';
import { newKey } from '../support/new-key.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { expectTransactions, watch } from '../support/watch-errands.ts';

/** Several commands in one request. */

const server = await ServerProcess.start({ args: ['--no-demo'] });
let client: RawClient;
beforeAll(async () => {
  client = await RawClient.connect(server.url);
  await openAccounts(client, 'bank', { X: '1000', Y: '0', Z: '0' });
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

type Fields = Readonly<Record<string, unknown>>;
type Asked = Fields & { readonly id: string; readonly key: string };
const transfer = (from: string, to: string, amount: string): Asked =>
  command({ t: 'transfer', from, to, amount });
const tooMuch = (): Asked => transfer('Y', 'X', '1000000');

interface Answer {
  readonly replies: readonly Message[];
  /** Codes of the refused, `ok` for the others, `again` before what was replayed. */
  readonly codes: readonly string[];
  readonly counts: { readonly ok: number; readonly refused: number };
}

async function ask(commands: readonly Asked[], more: Fields = {}, from = client): Promise<Answer> {
  const id = `batch ${newKey()}`;
  from.send({ t: 'batch', id, commands, ...more });
  const replies: Message[] = [];
  for (const each of commands) replies.push(await from.reply(each.id));
  const counts = await from.reply(id);
  if (counts.t !== 'batch') throw new Error(JSON.stringify(counts));
  const codes = replies.map((reply) => {
    const again = 'replayed' in reply && reply.replayed === true ? 'again ' : '';
    return again + (reply.t === 'error' ? reply.code : reply.t);
  });
  return { replies, codes, counts: { ok: counts.ok, refused: counts.refused } };
}
const atomic = { atomic: true };

describe('a batch', () => {
  test('is as if its commands had been sent one by one, and counts them at last (R120, R121)', async () => {
    const commands = [transfer('X', 'Y', '5'), tooMuch(), transfer('Y', 'Z', '5'), transfer('Y', 'Z', '5')];
    const { codes, counts } = await ask(commands);
    expect(codes).toEqual(['ok', 'insufficient_funds', 'ok', 'insufficient_funds']);
    expect(counts).toEqual({ ok: 2, refused: 2 });
  });

  test('is answered in order, among what is asked before and after it (R22, R120)', async () => {
    const [before, one, two, after] = [1, 2, 3, 4].map((nth) => transfer('X', 'Y', `${nth}`));
    client.takeAll();
    client.send(before, { t: 'batch', id: 'batch', commands: [one, two] }, after);
    await client.reply(after?.id ?? '');
    const ids = client.takeAll().map((reply) => ('id' in reply ? reply.id : ''));
    expect(ids).toEqual([before?.id, one?.id, two?.id, 'batch']);
  });

  test('has its own reply to the last character (R120)', async () => {
    const commands = [{ ...transfer('X', 'Y', '1'), id: 7 }];
    client.send({ t: 'batch', id: 'é', key: 'any', commands, ...atomic });
    expect(await client.reply(7)).toMatchObject({ t: 'ok' });
    expect(await client.replyText('é')).toBe('{"t":"batch","id":"é","ok":1,"refused":0}');
  });

  test.each<[string, () => Fields]>([
    ['no commands', () => ({ commands: [] })],
    [
      'a command without its shape',
      () => ({ commands: [transfer('X', 'Y', '1'), { ...transfer('X', 'Y', '1'), amount: 1 }] }),
    ],
    [
      'a command of a type that there is not',
      () => ({ commands: [{ ...transfer('X', 'Y', '1'), t: 'expire', hold: 1 }] }),
    ],
    ['a question', () => ({ commands: [transfer('X', 'Y', '1'), { t: 'get', id: 1, accounts: ['X'] }] })],
    ['a batch', () => ({ commands: [{ t: 'batch', id: 1, commands: [transfer('X', 'Y', '1')] }] })],
    [
      'one key twice',
      () => {
        const one = transfer('X', 'Y', '1');
        return { commands: [one, transfer('X', 'Y', '2'), { ...one, id: 9 }] };
      },
    ],
    ['a field too many', () => ({ commands: [transfer('X', 'Y', '1')], memo: 'x' })],
    ['conditions of its own', () => ({ commands: [transfer('X', 'Y', '1')], expect: { X: 1 } })],
    [
      'too many commands',
      () => ({
        commands: Array.from({ length: batchCommandsMax + 1 }, (_, nth) => ({
          t: 'close',
          id: nth,
          key: `n${nth}`,
          account: 'X',
        })),
      }),
    ],
    ['a command with a field twice', () => ({ commands: 'DOUBLED' })],
  ])('with %s is bad_request as a whole, and nothing of it acts (R120)', async (_, fields) => {
    const before = await books(client);
    for (const way of [{}, atomic]) {
      const text = JSON.stringify({ t: 'batch', id: 'malformed', ...fields(), ...way });
      const doubled = `[${JSON.stringify(transfer('X', 'Y', '1'))},{"t":"close","id":1,"key":"twice","account":"X","account":"Y"}]`;
      client.send(text.replace('"DOUBLED"', doubled));
      expect(await client.reply('malformed')).toMatchObject({ t: 'error', code: 'bad_request' });
    }
    expect(await books(client)).toEqual(before);
  });

  test('may name one key in both of two batches, which decides once', async () => {
    const one = transfer('X', 'Y', '1');
    const [before] = await stateOf(client, 'Y');
    const [first, second] = await Promise.all([ask([one]), ask([{ ...one, id: 'second' }, tooMuch()])]);
    expect([first.codes, second.codes]).toEqual([['ok'], ['again ok', 'insufficient_funds']]);
    expect(await balanceOf(client, 'Y')).toBe((Number(before?.balance) + 1).toFixed(2));
  });

  test('of 1,000 commands fits a frame, and is one commit when it is atomic', async () => {
    await using watcher = await RawClient.connect(server.url);
    const watching = await watch(watcher, { accounts: ['Z'], mode: 'latest' });
    const [z] = await stateOf(client, 'Z');
    const short = newKey()
      .slice(-4)
      .replace(/^[^A-Za-z0-9]/, 'x');
    // The shortest that there are, for the frame is as large as it may be.
    const commands = Array.from({ length: batchCommandsMax }, (_, nth) => ({
      ...{ t: 'unfreeze', id: nth, key: `${short}${nth}`, account: 'Z' },
    }));
    client.send({ t: 'batch', id: 'large', ...atomic, commands });
    expect(await client.reply('large')).toMatchObject({ ok: 1_000, refused: 0 });
    expect(await watcher.event(watching.watch)).toMatchObject({
      t: 'balances',
      prev: watching.seq,
      accounts: [{ account: 'Z', version: (z?.version ?? 0) + 1_000 }],
    });
    for (const { id } of commands) expect(await client.reply(id)).toMatchObject({ t: 'ok' });
  });
});

describe('an atomic batch', () => {
  test('applies all, one upon the other, at seqs without a gap (R122)', async () => {
    await using watcher = await RawClient.connect(server.url);
    const watching = await watch(watcher, { accounts: ['X', 'Y', 'Z'] });
    const commands = [transfer('X', 'Y', '70'), transfer('Y', 'Z', '70'), transfer('Z', 'X', '70')];
    const { replies, counts } = await ask(commands, atomic);
    expect(counts).toEqual({ ok: 3, refused: 0 });
    const seqs = replies.map((reply) => (reply.t === 'ok' ? reply.tx.seq : 0));
    expect(seqs).toEqual([1, 2, 3].map((nth) => watching.seq + nth));
    await expectTransactions(watcher, watching, seqs);
  });

  test.each([0, 1, 2])(
    'applies none where command %i is refused: it has the code, the others follow (R122)',
    async (bad) => {
      await using watcher = await RawClient.connect(server.url);
      await watch(watcher, { accounts: '*' });
      const before = await books(client);
      const commands = [transfer('X', 'Y', '1'), transfer('X', 'Y', '2'), transfer('X', 'Y', '3')].with(
        bad,
        tooMuch(),
      );
      const { codes, counts, replies } = await ask(commands, atomic);
      expect(codes).toEqual(Array(3).fill('batch_failed').with(bad, 'insufficient_funds'));
      expect(counts).toEqual({ ok: 0, refused: 3 });
      expect(replies[(bad + 1) % 3]).toMatchObject({
        message: `the command with key ${commands[bad]?.key} was refused: insufficient_funds`,
        retryable: false,
      });
      expect(await books(client)).toEqual(before);
      await watcher.ask({ t: 'get', id: 'barrier', accounts: ['X'] });
      expect(watcher.takeAll()).toEqual([]);
      // Remembered under each of its keys.
      const again = await ask(
        commands.map((each) => ({ ...each, id: newKey() })),
        atomic,
      );
      expect(again.codes).toEqual(codes.map((code) => `again ${code}`));
      for (const each of commands) {
        expect(await client.ask({ t: 'outcome', id: 1, key: each.key })).toMatchObject({ replayed: true });
      }
    },
  );

  test('that fails with what is not remembered may be tried again under its keys (R53, R122)', async () => {
    const late = { ...transfer('X', 'Y', '1'), deadline: '2020-01-01T00:00:00Z' };
    const other = transfer('X', 'Y', '2');
    expect((await ask([other, late], atomic)).codes).toEqual(['batch_failed', 'expired']);
    const mended = { ...late, deadline: '2126-01-01T00:00:00Z' };
    expect((await ask([other, mended], atomic)).codes).toEqual(['ok', 'ok']);
  });

  test('holds, captures, reverses and undoes all kinds together (R122, R124)', async () => {
    const { seq } = await done(client, { t: 'deposit', account: 'X', amount: '30' });
    const before = await books(client);
    const [ledger, account] = [`made-${seq}`, `new-${seq}`];
    const all = (): Asked[] => [
      command({ t: 'ledger', ledger, asset: 'X', scale: 0, rules: { kind: 'peers' } }),
      command({ t: 'open', account, ledger: 'bank' }),
      command({ t: 'hold', from: 'X', to: account, amount: '9' }),
      command({ t: 'capture', hold: seq + 3, amount: '8' }),
      command({ t: 'hold', from: account, to: 'X', amount: '3' }),
      command({ t: 'release', hold: seq + 5 }),
      command({ t: 'reverse', tx: seq, amount: '10' }),
      command({ t: 'rules', ledger: 'bank', rules: { kind: 'fixed', maxTransfer: '500' } }),
      command({ t: 'rules', account, rules: { kind: 'fixed', minBalance: '0' } }),
      command({ t: 'freeze', account, side: 'credit' }),
      command({ t: 'unfreeze', account }),
      command({ t: 'withdraw', account, amount: '8' }),
      command({ t: 'close', account }),
    ];
    const refused = [...all(), command({ t: 'deposit', account, amount: '1' })];
    const { codes } = await ask(refused, atomic);
    expect(codes).toEqual([...Array(all().length).fill('batch_failed'), 'account_closed']);
    expect(await books(client)).toEqual(before);
    const { counts } = await ask(all(), atomic);
    expect(counts).toEqual({ ok: all().length, refused: 0 });
    expect(await stateOf(client, account)).toMatchObject([{ balance: '0.00', version: 7, closed: true }]);
    await done(client, { t: 'rules', ledger: 'bank', rules: { kind: 'none' } });
  });

  test('cannot name what an earlier command of it made, but for a hold (R124)', async () => {
    const { seq } = await done(client, { t: 'deposit', account: 'X', amount: '1' });
    const commands = [transfer('X', 'Y', '1'), command({ t: 'reverse', tx: seq + 1 })];
    expect((await ask(commands, atomic)).codes).toEqual(['batch_failed', 'unknown_tx']);
  });

  test('of which some keys were used before cannot be applied as a whole any more (R123)', async () => {
    const used = transfer('X', 'Y', '1');
    await client.ask(used);
    const [one, two] = [transfer('X', 'Y', '2'), transfer('X', 'Y', '3')];
    const before = await books(client);
    const { codes, counts } = await ask([one, { ...used, id: 'used' }, two], atomic);
    expect(codes).toEqual(['batch_failed', 'key_reused', 'batch_failed']);
    expect(counts).toEqual({ ok: 0, refused: 3 });
    expect(await books(client)).toEqual(before);
    // Nothing of that is remembered.
    expect((await ask([one, two], atomic)).codes).toEqual(['ok', 'ok']);
    expect(
      (
        await ask(
          [used, one, two].map((each) => ({ ...each, id: newKey() })),
          atomic,
        )
      ).codes,
    ).toEqual(Array(3).fill('again ok'));
    expect(
      (
        await ask(
          [
            { ...one, id: 'one', memo: 'other' },
            { ...two, id: 'two' },
          ],
          atomic,
        )
      ).codes,
    ).toEqual(['key_reused', 'again ok']);
  });

  test('that many send at once is applied once, and all are answered alike (R55, R123)', async () => {
    const clients = await Promise.all(Array.from({ length: 8 }, () => RawClient.connect(server.url)));
    const before = Number(await balanceOf(client, 'Y'));
    for (const key of [newKey, () => `by-hand.${newKey()}`]) {
      const commands = [1, 2, 3].map((nth) => ({ ...transfer('X', 'Y', `${nth}`), key: key() }));
      const answers = await Promise.all(clients.map((each) => ask(commands, atomic, each)));
      const bare = answers.map(({ replies }) =>
        replies.map((reply) => JSON.stringify({ ...reply, replayed: undefined })),
      );
      expect(new Set(bare.map(String)).size).toBe(1);
      expect(answers.filter(({ codes }) => codes.every((code) => code === 'ok'))).toHaveLength(1);
    }
    for (const each of clients) await each[Symbol.asyncDispose]();
    expect(Number(await balanceOf(client, 'Y'))).toBe(before + 12);
  });

  test('is seen whole or not at all by whoever reads meanwhile (R122)', async () => {
    await using reader = await RawClient.connect(server.url);
    const total = (await stateOf(client, 'Y', 'Z')).reduce((sum, { balance }) => sum + Number(balance), 0);
    const rounds = Array.from({ length: 60 }, (_, nth) => nth);
    for (const nth of rounds) {
      // What leaves Y comes back to Z only with the second command.
      const commands = [transfer('Y', 'X', '0.01'), transfer('X', 'Z', '0.01')];
      client.send({ t: 'batch', id: `round ${nth}`, commands, ...atomic });
      reader.send(
        { t: 'get', id: `get ${nth}`, accounts: ['Y', 'Z'] },
        { t: 'list', id: `list ${nth}`, ledger: 'bank' },
      );
    }
    for (const nth of rounds) {
      for (const id of [`get ${nth}`, `list ${nth}`]) {
        const reply = await reader.reply(id);
        if (reply.t !== 'accounts') throw new Error(JSON.stringify(reply));
        const read = reply.accounts.filter(({ account }) => account === 'Y' || account === 'Z');
        expect(read.reduce((sum, { balance }) => sum + Number(balance), 0)).toBeCloseTo(total, 9);
      }
      expect(await client.reply(`round ${nth}`)).toMatchObject({ ok: 2 });
    }
  });

  test('is answered as before after a start (R50, R123)', async () => {
    const [good, bad] = [
      [transfer('X', 'Y', '1'), transfer('Y', 'X', '1')],
      [transfer('X', 'Y', '1'), tooMuch()],
    ];
    await ask(good, atomic);
    await ask(bad, atomic);
    const before = await books(client);
    await server.kill('SIGKILL');
    await server.restart();
    client = await RawClient.connect(server.url);
    expect((await ask(good, atomic)).codes).toEqual(['again ok', 'again ok']);
    expect((await ask(bad, atomic)).codes).toEqual(['again batch_failed', 'again insufficient_funds']);
    expect(await books(client)).toEqual(before);
  });
});
