import { afterAll, beforeAll, expect, test } from 'vitest';
import { command, done, openAccounts, stateOf } from '../support/errands.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { expectTransactions, watch } from '../support/watch-errands.ts';

/** Accounts that are frozen, thawed and closed, and rules that change. */

const server = await ServerProcess.start({ args: ['--no-demo'] });
let client: RawClient;
beforeAll(async () => {
  client = await RawClient.connect(server.url);
  await openAccounts(client, 'bank', { P: '100', Q: '100', E: '0' });
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

type Fields = Readonly<Record<string, unknown>>;
const give: readonly Fields[] = [
  { t: 'withdraw', account: 'P', amount: '1' },
  { t: 'transfer', from: 'P', to: 'Q', amount: '1' },
  { t: 'hold', from: 'P', to: 'Q', amount: '1' },
];
const take: readonly Fields[] = [
  { t: 'deposit', account: 'P', amount: '1' },
  { t: 'transfer', from: 'Q', to: 'P', amount: '1' },
  { t: 'hold', from: 'Q', to: 'P', amount: '1' },
];

async function codes(all: readonly Fields[]): Promise<string[]> {
  const replies = [];
  for (const fields of all) replies.push(await client.ask(command(fields)));
  return replies.map((reply) => (reply.t === 'error' ? reply.code : reply.t));
}
const three = (code: string): string[] => Array<string>(3).fill(code);

test.each([
  ['debit', three('account_frozen'), three('ok')],
  ['credit', three('ok'), three('account_frozen')],
  ['both', three('account_frozen'), three('account_frozen')],
  [undefined, three('account_frozen'), three('account_frozen')],
])(
  'an account frozen on side %s does not give or take there, until it is thawed (R115)',
  async (side, giving, taking) => {
    const tx = await done(client, { t: 'freeze', account: 'P', ...(side === undefined ? {} : { side }) });
    expect(tx).toMatchObject({
      kind: 'freeze',
      account: 'P',
      side: side ?? 'both',
      legs: [{ account: 'P', delta: '0.00' }],
    });
    expect(await stateOf(client, 'P')).toMatchObject([{ frozen: side ?? 'both' }]);
    expect([await codes(give), await codes(take)]).toEqual([giving, taking]);
    await done(client, { t: 'unfreeze', account: 'P' });
    expect((await stateOf(client, 'P'))[0]?.frozen).toBe(undefined);
    expect(await codes([...give, ...take])).toEqual(Array(6).fill('ok'));
  },
);

test('freezing adds up, and may be asked for again; each takes a version (R33, R115)', async () => {
  const [before] = await stateOf(client, 'Q');
  const asked = ['debit', 'debit', 'credit', 'credit'].map((side) => ({ t: 'freeze', account: 'Q', side }));
  for (const fields of asked) await done(client, fields);
  expect(await stateOf(client, 'Q')).toMatchObject([{ frozen: 'both', version: (before?.version ?? 0) + 4 }]);
  expect(await client.ask({ t: 'list', id: 1, after: 'P' })).toMatchObject({
    accounts: [{ frozen: 'both' }],
  });
  for (let nth = 0; nth < 2; nth += 1) await done(client, { t: 'unfreeze', account: 'Q' });
  expect(await stateOf(client, 'Q')).toEqual([{ ...before, version: (before?.version ?? 0) + 6 }]);
});

test('what is frozen stops a capture, and a release never (R101, R102)', async () => {
  const [one, two] = [await done(client, give[2] ?? {}), await done(client, give[2] ?? {})];
  for (const [account, side] of [
    ['P', 'debit'],
    ['Q', 'credit'],
  ] as const) {
    await done(client, { t: 'freeze', account, side });
    expect(await codes([{ t: 'capture', hold: one.seq }])).toEqual(['account_frozen']);
  }
  await done(client, { t: 'release', hold: two.seq });
  for (const account of ['P', 'Q']) await done(client, { t: 'unfreeze', account });
  await done(client, { t: 'capture', hold: one.seq });
});

test('an account closes when it is empty and nothing of it is held, and says so otherwise (R116)', async () => {
  const message = async (): Promise<unknown> => client.ask(command({ t: 'close', account: 'E' }));
  await done(client, { t: 'deposit', account: 'E', amount: '5' });
  const { seq } = await done(client, { t: 'hold', from: 'E', to: 'P', amount: '2' });
  expect(await message()).toMatchObject({
    code: 'conflict',
    message: 'E has 5.00, 2.00 of it in holds: it can close with 0 and no holds',
  });
  await done(client, { t: 'release', hold: seq });
  expect(await message()).toMatchObject({ code: 'conflict', message: expect.stringContaining('E has 5.00') });
  const { seq: toE } = await done(client, { t: 'hold', from: 'P', to: 'E', amount: '3' });
  await done(client, { t: 'withdraw', account: 'E', amount: '5' });
  const watcher = await RawClient.connect(server.url);
  const watching = await watch(watcher, { accounts: ['E'] });
  const closed = await done(client, { t: 'close', account: 'E', memo: 'left' });
  await expectTransactions(watcher, watching, [closed.seq]);
  await watcher[Symbol.asyncDispose]();
  expect(await stateOf(client, 'E')).toMatchObject([{ balance: '0.00', closed: true }]);
  // It can be read, and does nothing more; what was promised to it can only be given back.
  expect(await client.ask({ t: 'history', id: 1, account: 'E', limit: 1 })).toMatchObject({ txs: [closed] });
  const after = ['deposit', 'withdraw'].map((t) => ({ t, account: 'E', amount: '1' }));
  const changes = ['freeze', 'unfreeze', 'close'].map((t) => ({ t, account: 'E' }));
  const rules = { t: 'rules', account: 'E', rules: { kind: 'none' } };
  expect(await codes([...after, ...changes, rules, { t: 'capture', hold: toE }])).toEqual(
    Array(7).fill('account_closed'),
  );
  await done(client, { t: 'release', hold: toE });
  expect(await client.ask(command({ t: 'open', account: 'E', ledger: 'bank' }))).toMatchObject({
    code: 'account_exists',
    message: expect.stringContaining('was closed'),
  });
});

test('rules are in force from their seq on, for the ledger or one account, and are seen by watchers (R45, R46)', async () => {
  await openAccounts(client, 'shop', { S: '100', T: '100' });
  const watcher = await RawClient.connect(server.url);
  const watching = await watch(watcher, { accounts: ['S'] });
  const withdraw = (account: string, amount: string): Fields => ({ t: 'withdraw', account, amount });
  const fixed = (limits: Fields): Fields => ({ kind: 'fixed', ...limits });
  // One frame: each is decided under the rules that came before it.
  const frame = [
    withdraw('S', '11'),
    { t: 'rules', ledger: 'shop', rules: fixed({ maxWithdraw: '10', minBalance: '20' }) },
    withdraw('S', '11'),
    { t: 'rules', account: 'S', rules: fixed({ maxWithdraw: '50' }) },
    withdraw('S', '50'),
    withdraw('S', '20'),
    withdraw('T', '11'),
    { t: 'rules', account: 'S', rules: { kind: 'none' } },
    withdraw('S', '11'),
  ].map(command);
  client.send(...frame);
  const replies = await Promise.all(frame.map(({ id }) => client.reply(id)));
  expect(replies.map((reply) => (reply.t === 'error' ? reply.code : reply.t))).toEqual([
    ...[
      'ok',
      'ok',
      'limit_withdraw',
      'ok',
      'ok',
      'insufficient_funds',
      'limit_withdraw',
      'ok',
      'limit_withdraw',
    ],
  ]);
  const seqs = replies.flatMap((reply) => (reply.t === 'ok' ? reply.tx.seq : []));
  // Of the ledger's rules its accounts are not told.
  await expectTransactions(
    watcher,
    watching,
    seqs.filter((_, nth) => nth !== 1),
  );
  await watcher[Symbol.asyncDispose]();
  const [s] = await stateOf(client, 'S');
  expect(s).toMatchObject({ balance: '39.00', version: 3 });
  expect(s?.rules).toBe(undefined);
});

test('an account that a new limit finds beyond it keeps what it has, and can move towards it only (R46)', async () => {
  await done(client, { t: 'rules', account: 'T', rules: { kind: 'fixed', maxBalance: '50' } });
  expect(await stateOf(client, 'T')).toMatchObject([
    { balance: '100.00', rules: { kind: 'fixed', maxBalance: '50' } },
  ]);
  const move = (t: string): Fields => ({ t, account: 'T', amount: '1' });
  expect(await codes([move('deposit'), move('withdraw')])).toEqual(['limit_deposit', 'ok']);
  await done(client, { t: 'rules', account: 'T', rules: { kind: 'fixed', minBalance: '500' } });
  expect(await codes([move('deposit'), move('withdraw')])).toEqual(['ok', 'insufficient_funds']);
  await done(client, { t: 'rules', account: 'T', rules: { kind: 'none' } });
});

test('peers are looked at anew when a ledger comes to be theirs, without those that are closed (R42, R116)', async () => {
  await openAccounts(client, 'club', { K: '10', L: '30', M: '0', N: '50' });
  await done(client, { t: 'close', account: 'M' });
  await done(client, { t: 'rules', ledger: 'club', rules: { kind: 'peers' } });
  // Half of 90 less the smallest, which is 10: the closed one would have made it 45.
  expect(
    await codes([
      { t: 'deposit', account: 'K', amount: '40.01' },
      { t: 'deposit', account: 'K', amount: '40' },
    ]),
  ).toEqual(['limit_deposit', 'ok']);
  await done(client, { t: 'rules', account: 'K', rules: { kind: 'fixed', maxWithdraw: '60' } });
  const withdraw = (account: string, amount: string): Fields => ({ t: 'withdraw', account, amount });
  // K may take its own limit, N the largest of the others.
  await done(client, { t: 'deposit', account: 'N', amount: '1' });
  expect(await codes([withdraw('K', '50.01'), withdraw('N', '50.01'), withdraw('N', '50')])).toEqual([
    'insufficient_funds',
    'limit_withdraw',
    'ok',
  ]);
});

test('everything of it is as it was after a start (R45, R115, R116)', async () => {
  await done(client, { t: 'freeze', account: 'P', side: 'debit' });
  await done(client, { t: 'rules', account: 'Q', rules: { kind: 'fixed', maxPerDay: '3' } });
  const accounts = ['P', 'Q', 'E', 'S', 'T', 'K', 'M'];
  await done(client, { t: 'withdraw', account: 'T', amount: '2' });
  await done(client, { t: 'rules', account: 'T', rules: { kind: 'fixed', maxPerDay: '200' } });
  const before = await stateOf(client, ...accounts);
  await server.kill('SIGKILL');
  await server.restart();
  client = await RawClient.connect(server.url);
  expect(await stateOf(client, ...accounts)).toEqual(before);
  expect(await codes(give)).toEqual(three('account_frozen'));
  expect(
    await codes([
      { t: 'open', account: 'E', ledger: 'bank' },
      { t: 'deposit', account: 'E', amount: '1' },
    ]),
  ).toEqual(['account_exists', 'account_closed']);
  expect(await codes([{ t: 'withdraw', account: 'Q', amount: '3.01' }])).toEqual(['limit_withdraw']);
});
