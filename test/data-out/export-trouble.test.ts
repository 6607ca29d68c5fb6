import { readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { findRange, journalPages } from '../../client/data-out/journal-range.ts';
import { connect } from '../../client/sdk/index.ts';
import type { Message } from '../../shared/down.ts';
import type { Transaction } from '../../shared/transaction.ts';
import type { Request } from '../../shared/up.ts';
import { ScriptedHub } from '../sdk/scripted-hub.ts';
import { ServerProcess } from '../support/server-process.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';
import { FlorinProcess, florin } from '../terminal/florin-process.ts';

const everything = {
  ledger: undefined,
  period: { from: undefined, to: undefined },
  after: undefined,
  before: undefined,
};
const { signal } = new AbortController();

test('an export goes on over a hub that is killed and started again, without a hole', async () => {
  await using server = await ServerProcess.start();
  await using hub = connect(server.url);
  const count = 12_000;
  await Promise.all(
    Array.from({ length: count / 2_000 }, async () => {
      for (let round = 0; round < 20; round += 1)
        await Promise.all(
          Array.from({ length: 100 }, () => hub.transfer({ from: 'A', to: 'B', amount: '0.01' })),
        );
    }),
  );
  const range = await findRange(hub, everything, signal);
  expect(range.last).toBeGreaterThan(count);
  const txs: Transaction[] = [];
  let restarted: Promise<void> | undefined;
  for await (const page of journalPages(hub, range, signal)) {
    txs.push(...page.txs);
    // Pages that are asked for ahead are lost with it.
    restarted ??= server.restart();
  }
  await restarted;
  expect(txs.map(({ seq }) => seq)).toEqual(Array.from({ length: range.last }, (_, nth) => nth + 1));
});

/** The reply of a hub of 5,000 transactions to what an export asks first. */
function replyTo(request: Request): Message {
  if (request.t === 'trial') return { t: 'trial', id: request.id, seq: 5_000, ledgers: [] };
  if (request.t !== 'transactions') throw new Error(`asked for ${request.t}`);
  const { id, after = 0, limit = 100 } = request;
  const txs = Array.from({ length: limit }, (_, nth) => transaction(after + nth + 1));
  return { t: 'transactions', id, seq: 5_000, last: 5_000, txs, next: limit === 1 ? 1 : null };
}

function transaction(seq: number): Transaction {
  const at = '2026-01-31T12:00:00.000Z';
  return {
    seq,
    at,
    key: `k${seq}`,
    kind: 'open',
    by: 'anonymous',
    ledger: 'main',
    account: `a${seq}`,
    legs: [],
  };
}

test('where the hub goes away for good, it says so and leaves no file', async () => {
  await using folder = await TemporaryFolder.make();
  const hub = await ScriptedHub.listen();
  const args = ['--timeout', '2', 'export', 'transactions', '--out', folder.file('all.csv')];
  await using program = new FlorinProcess(args, hub);
  const connection = await hub.welcome();
  for (let nth = 0; nth < 3; nth += 1) connection.send(replyTo(await connection.request()));
  await connection.request();
  expect((await readdir(folder.path)).length).toBe(1);
  await hub[Symbol.asyncDispose]();
  expect(await program.ended()).toBe(3);
  expect(program.stderr).toContain('No answer from the hub: the time allowed has passed');
  expect(await readdir(folder.path)).toEqual([]);
});

test('where another journal is there after a lost connection, nothing is mixed', async () => {
  await using folder = await TemporaryFolder.make();
  await using hub = await ScriptedHub.listen();
  await using program = new FlorinProcess(['export', 'transactions', '--out', folder.file('all.csv')], hub);
  const first = await hub.welcome();
  for (let nth = 0; nth < 2; nth += 1) first.send(replyTo(await first.request()));
  await first.request();
  first.cut();
  const second = await hub.welcome({ epoch: 'e2' });
  second.send(replyTo(await second.request()));
  expect(await program.ended()).toBe(1);
  expect(program.stderr).toContain('it has another journal');
  expect(await readdir(folder.path)).toEqual([]);
});

test('nor is a report of an account made of two journals', async () => {
  await using hub = await ScriptedHub.listen();
  await using program = new FlorinProcess(['report', '--account', 'a1'], hub);
  const ofLedger = { ledger: 'main', asset: 'CNY' };
  const account = { account: 'a1', ...ofLedger, balance: '0.00', available: '0.00', version: 2 };
  const flows = { sum: '0.00', deposited: '0.00', withdrawn: '0.00', held: '0.00' };
  const ledger = { ...ofLedger, scale: 2, accounts: 1, transactions: 2, ...flows };
  const reply = ({ t, id }: Request): Message => {
    if (t === 'get') return { t: 'accounts', id, seq: 2, accounts: [account] };
    return { t: 'trial', id, seq: 2, ledgers: [ledger] };
  };
  const first = await hub.welcome();
  let request = await first.request();
  for (; request.t !== 'history'; request = await first.request()) first.send(reply(request));
  first.send({ t: 'history', id: request.id, seq: 2, txs: [transaction(1)], next: 1 });
  await first.request();
  first.cut();
  const second = await hub.welcome({ epoch: 'e2' });
  const { id } = await second.request();
  second.send({ t: 'history', id, seq: 2, txs: [transaction(2)], next: null });
  expect(await program.ended()).toBe(1);
  expect(program.stderr).toContain('it has another journal');
});

test('an export that fails says so though nobody reads its messages', async () => {
  await using hub = await ScriptedHub.listen();
  await using program = new FlorinProcess(['export', 'transactions'], hub);
  program.closeErrors();
  const connection = await hub.welcome();
  const { id } = await connection.request();
  connection.send({ t: 'error', id, code: 'forbidden', message: 'no', retryable: false });
  expect(await program.ended()).toBe(1);
});

test('where transactions are missing from a page, it is no export', async () => {
  await using hub = await ScriptedHub.listen();
  await using program = new FlorinProcess(['export', 'transactions'], hub);
  const connection = await hub.welcome();
  for (let nth = 0; nth < 2; nth += 1) connection.send(replyTo(await connection.request()));
  const request = await connection.request();
  const reply = replyTo(request);
  if (reply.t !== 'transactions') throw new Error('no page');
  connection.send({ ...reply, txs: reply.txs.slice(1) });
  expect(await program.ended()).toBe(1);
  expect(program.stderr).toContain('999 transactions came from 1 to 1000, not 1000');
});

test('an interrupt ends it, and leaves no file', async () => {
  await using folder = await TemporaryFolder.make();
  await using hub = await ScriptedHub.listen();
  await using program = new FlorinProcess(['export', 'transactions', '--out', folder.file('all.csv')], hub);
  const connection = await hub.welcome();
  for (let nth = 0; nth < 2; nth += 1) connection.send(replyTo(await connection.request()));
  await connection.request();
  program.signal('SIGINT');
  expect(await program.ended()).toBe(130);
  expect(await readdir(folder.path)).toEqual([]);
});

test('a file that is there is kept, unless it is to be replaced', async () => {
  await using server = await ServerProcess.start();
  await using folder = await TemporaryFolder.make();
  const [out, link] = [folder.file('kept.csv'), folder.file('link.csv')];
  await writeFile(out, 'kept');
  await symlink(out, link);
  const refused = await florin(server, ['export', 'accounts', '--out', out]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toBe(`Cannot write ${out}: it is there already (--force replaces it)\n`);
  expect(await readFile(out, 'utf8')).toBe('kept');
  expect((await florin(server, ['export', 'accounts', '--force', '--out', link])).code).toBe(0);
  expect(await readlink(link)).toBe(out);
  expect(await readFile(out, 'utf8')).toContain('account,ledger,asset');
  expect((await readdir(folder.path)).sort()).toEqual(['kept.csv', 'link.csv']);
});

test.each([
  ['a folder', '', 'it is no file'],
  ['a folder that is not there', 'nowhere/out.csv', 'ENOENT'],
])('%s cannot be written', async (_what, name, said) => {
  await using server = await ServerProcess.start();
  await using folder = await TemporaryFolder.make();
  const ran = await florin(server, ['export', 'accounts', '--force', '--out', folder.file(name)]);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain('Cannot write');
  expect(ran.stderr).toContain(said);
  expect(await readdir(folder.path)).toEqual([]);
});
