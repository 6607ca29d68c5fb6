import { afterAll, beforeAll, expect, test } from 'vitest';
import { command, doneAll, openAccounts } from '../support/errands.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { expectNothingElse, expectTransactions, watch } from '../support/watch-errands.ts';

/** Snapshots of more accounts than one message holds. */

const count = 2_500;
const ids = Array.from({ length: count }, (_, at) => `acc-${String(at).padStart(4, '0')}`);

const server = await ServerProcess.start({ args: ['--no-demo'] });
let client: RawClient;
beforeAll(async () => {
  client = await RawClient.connect(server.url);
  await openAccounts(client, 'bank', Object.fromEntries(ids.map((id) => [id, '0'])));
  await doneAll(
    client,
    ids.slice(0, 10).map((account) => ({ t: 'deposit', account, amount: '1' })),
  );
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

test.each(['all', 'latest'])(
  'a watch in mode %s is sent them in parts of one seq before any event (R81)',
  async (mode) => {
    await using reader = await RawClient.connect(server.url);
    const [first, second] = ids.slice(0, 2).map((account) => command({ t: 'deposit', account, amount: '1' }));
    reader.send({ t: 'watch', id: 'w', accounts: '*', mode }, first, second);
    const watching = await reader.next('watching');
    expect(watching).toMatchObject({ recovered: false, more: true });
    expect(watching.accounts).toHaveLength(1000);
    const { seq } = watching;
    const told = [...(watching.accounts ?? [])];
    for (const [size, more] of [
      [1000, true],
      [500, false],
    ] as const) {
      const part = await reader.event(watching.watch);
      if (part.t !== 'snapshot')
        throw new Error(`an event before the snapshot's end: ${JSON.stringify(part)}`);
      expect(part).toMatchObject({ seq, more });
      expect(part.accounts).toHaveLength(size);
      told.push(...part.accounts);
    }
    expect(told.map(({ account }) => account).sort()).toEqual(ids);
    for (const { version, account } of told) if (account > 'acc-0009') expect(version).toBe(0);

    // What was committed while the parts went out comes after them, and is not told twice.
    if (mode === 'all') await expectTransactions(reader, watching, [seq + 1, seq + 2]);
    else {
      const versions = new Map(told.map(({ account, version }) => [account, version]));
      let prev = seq;
      while (prev < seq + 2) {
        const event = await reader.event(watching.watch);
        if (event.t !== 'balances') throw new Error(`not balances: ${JSON.stringify(event)}`);
        expect(event.prev).toBe(prev);
        for (const { account, version } of event.accounts) {
          expect(version).toBe((versions.get(account) ?? 0) + 1);
        }
        prev = event.seq;
      }
    }
    for (const { id } of [first, second].filter((each) => each !== undefined)) await reader.reply(id);
    await expectNothingElse(reader);
  },
);

test('as many accounts named are told in the order asked (R80, R81)', async () => {
  await using reader = await RawClient.connect(server.url);
  const asked = [...ids].reverse();
  const watching = await watch(reader, { accounts: asked });
  const told = [...(watching.accounts ?? [])];
  for (let more = watching.more === true; more; ) {
    const part = await reader.event(watching.watch);
    if (part.t !== 'snapshot') throw new Error(`no snapshot: ${JSON.stringify(part)}`);
    told.push(...part.accounts);
    more = part.more;
  }
  expect(told.map(({ account }) => account)).toEqual(asked);
});

test('a thousand are one message, and so are 2,500 without a snapshot (R81, R82)', async () => {
  await using reader = await RawClient.connect(server.url);
  const thousand = await watch(reader, { accounts: ids.slice(0, 1000) });
  expect(thousand.accounts).toHaveLength(1000);
  expect(thousand).not.toHaveProperty('more');
  expect(await watch(reader, { accounts: '*', snapshot: false })).not.toHaveProperty('more');
  await expectNothingElse(reader);
});
