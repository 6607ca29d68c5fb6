import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CommandKind, CommandSchema } from '../../shared/commands.ts';
import { books, done, openAccounts } from '../support/errands.ts';
import { newKey } from '../support/new-key.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

/** What holds for commands of every kind: their key, and what they may carry beside their own fields. */

const server = await ServerProcess.start({ args: ['--no-demo'] });
let client: RawClient;
beforeAll(async () => {
  client = await RawClient.connect(server.url);
  await openAccounts(client, 'bank', { X: '1000', Y: '0', still: '0' });
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

type Fields = Readonly<Record<string, unknown>>;
const amount = '1.50';
let made = 0;
/** A name that nothing has yet. */
function fresh(): string {
  made += 1;
  return `fresh-${made}`;
}
async function hold(): Promise<number> {
  return (await done(client, { t: 'hold', from: 'X', to: 'Y', amount: '2' })).seq;
}
async function account(): Promise<string> {
  const id = fresh();
  await done(client, { t: 'open', account: id, ledger: 'bank' });
  return id;
}

/** A command of each kind that will be taken. */
const make: Readonly<Record<CommandKind, () => Fields | Promise<Fields>>> = {
  ledger: () => ({ ledger: fresh(), asset: 'X', scale: 3, rules: { kind: 'fixed', maxPerDay: '5' } }),
  open: () => ({ account: fresh(), ledger: 'bank' }),
  deposit: () => ({ account: 'X', amount }),
  withdraw: () => ({ account: 'X', amount }),
  transfer: () => ({ from: 'X', to: 'Y', amount }),
  hold: () => ({ from: 'X', to: 'Y', amount, expires: '2126-01-31T12:00:00.5Z' }),
  capture: async () => ({ hold: await hold() }),
  release: async () => ({ hold: await hold() }),
  reverse: async () => ({
    tx: (await done(client, { t: 'deposit', account: 'X', amount: '2' })).seq,
    amount,
  }),
  freeze: async () => ({ account: await account() }),
  unfreeze: () => ({ account: 'X' }),
  close: async () => ({ account: await account() }),
  rules: () => ({ ledger: 'bank', rules: { kind: 'fixed', maxTransfer: '1000.0' } }),
};
const kinds = CommandSchema.def.options.flatMap(({ shape }) => shape.t.def.values);

/** The text that a replay of this reply has to be. */
const replayOf = (text: string, id: number): string =>
  text.replace(/"id":\d+,/, `"id":${id},"replayed":true,`);

describe.each(kinds)('%s', (t) => {
  test('carries memo, deadline and expect, and has them in its transaction as they were given (R34 to R37)', async () => {
    const conditions = {
      memo: 'é "why" 元',
      deadline: '2126-01-31T12:00:00.123456Z',
      expect: { still: 0, '@world:main': 0 },
    };
    expect(await done(client, { t, ...(await make[t]()), ...conditions })).toMatchObject({
      kind: t,
      ...conditions,
    });
  });

  test('is expired behind its deadline and in conflict with another version, and changes nothing (R30, R35, R36)', async () => {
    const request = { t, key: newKey(), ...(await make[t]()) };
    const before = await books(client);
    const late = { ...request, deadline: '2020-01-01T00:00:00Z' };
    expect(await client.ask({ ...late, id: 1 })).toMatchObject({ code: 'expired' });
    // What was expired is not remembered.
    const stale = { ...request, expect: { still: 1 } };
    expect(await client.ask({ ...stale, id: 2 })).toMatchObject({ code: 'conflict' });
    expect(await client.ask({ ...stale, id: 3 })).toMatchObject({ code: 'conflict', replayed: true });
    const unknown = { ...request, key: newKey(), expect: { nobody: 0 } };
    expect(await client.ask({ ...unknown, id: 4 })).toMatchObject({ code: 'unknown_account' });
    expect(await books(client)).toEqual(before);
    expect(await client.ask({ ...request, key: newKey(), id: 5 })).toMatchObject({ t: 'ok' });
  });

  test.each(['ordered', 'by hand'])(
    'acts once however often it is sent, and is answered byte for byte, key %s (R50)',
    async (kind) => {
      const key = kind === 'ordered' ? newKey() : `by-hand.${newKey()}`;
      const request = { t, key, ...(await make[t]()), memo: 'once' };
      client.send({ ...request, id: 1 }, { ...request, id: 2 });
      const first = await client.replyText(1);
      expect(first).toMatch(/^\{"t":"ok","id":1,"tx"/);
      expect(await client.replyText(2)).toBe(replayOf(first, 2));
      const before = await books(client);
      await using other = await RawClient.connect(server.url);
      other.send(
        { t: 'batch', id: 3, atomic: true, commands: [{ ...request, id: 4 }] },
        { ...request, id: 5 },
        { t: 'outcome', id: 6, key },
      );
      for (const id of [4, 5, 6]) expect(await other.replyText(id)).toBe(replayOf(first, id));
      expect(await other.reply(3)).toMatchObject({ ok: 1, refused: 0 });
      for (const id of [7, 8]) {
        const changed = { ...request, id, memo: id === 7 ? 'twice' : undefined };
        expect(await other.ask(changed)).toMatchObject({
          code: 'key_reused',
          message: expect.stringMatching(/ memo$/),
        });
      }
      expect(await books(client)).toEqual(before);
    },
  );
});

test('after a start all of them are answered byte for byte (R50)', async () => {
  const requests: (Fields & { readonly id: number })[] = [];
  for (const t of kinds) requests.push({ t, key: newKey(), ...(await make[t]()), id: requests.length });
  client.send(...requests);
  const firsts: string[] = [];
  for (const { id } of requests) firsts.push(await client.replyText(id));
  const before = await books(client);
  await server.kill('SIGKILL');
  await server.restart();
  client = await RawClient.connect(server.url);
  client.send(...requests);
  for (const { id } of requests) expect(await client.replyText(id)).toBe(replayOf(firsts[id] ?? '', id));
  expect(await books(client)).toEqual(before);
});
