import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { books, command, done } from '../support/errands.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { ServerRun } from '../support/server-run.ts';

const scratch = await mkdtemp(join(tmpdir(), 'florin-start-'));
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('a start', () => {
  test('says where to connect and what to try, with the port that port 0 came to', async () => {
    await using server = new ServerRun(['--port', '0', '--data', join(scratch, 'greeting')]);
    await server.prints(/Ctrl-C\n/);
    const url = await server.url();
    expect(Number(new URL(url).port)).toBeGreaterThan(0);
    expect(server.output).toContain(`npx florin --url ${url}`);
    expect(server.output).toContain('(3 accounts, seq 8)');
    await using client = await RawClient.connect(url);
    expect(await client.ask({ t: 'ping', id: 1 })).toMatchObject({ t: 'pong', seq: 8 });
  });

  test('on an empty folder makes the demo bank and the ledger main', async () => {
    await using server = await ServerProcess.start();
    await using client = await RawClient.connect(server.url);
    const { seq, accounts, ledgers } = await books(client);
    expect(seq).toBe(8);
    expect(accounts.map(({ account, ledger, asset, balance }) => [account, ledger, asset, balance])).toEqual([
      ['A', 'demo', 'CNY', '1000.00'],
      ['B', 'demo', 'CNY', '500.00'],
      ['C', 'demo', 'CNY', '800.00'],
    ]);
    expect(ledgers).toMatchObject([
      { ledger: 'demo', asset: 'CNY', scale: 2, deposited: '2300.00', accounts: 3 },
      { ledger: 'main', asset: 'CNY', scale: 2, deposited: '0.00', accounts: 0 },
    ]);
    // The peers rule: half of what all but the smallest hold, (1000 + 800) / 2.
    const deposit = { t: 'deposit', account: 'B', amount: '900.01' };
    expect(await client.ask(command(deposit))).toMatchObject({ code: 'limit_deposit' });
    await done(client, { ...deposit, amount: '900' });
    // A client cannot act as the hub, nor under its keys.
    const hubKey = { t: 'deposit', id: 1, key: 'hub.deposit.A', account: 'A', amount: '1' };
    expect(await client.ask(hubKey)).toMatchObject({ t: 'ok', tx: { by: 'anonymous' } });
  });

  test('with --no-demo makes the ledger main alone, and a later start adds nothing', async () => {
    await using server = await ServerProcess.start({ args: ['--no-demo'] });
    const expected = { seq: 1, accounts: [], ledgers: [expect.objectContaining({ ledger: 'main' })] };
    {
      await using client = await RawClient.connect(server.url);
      expect(await books(client)).toEqual(expected);
    }
    await server.kill('SIGTERM');
    await using again = await ServerProcess.start({ data: server.data });
    await using client = await RawClient.connect(again.url);
    expect(await books(client)).toEqual(expected);
    await again.kill('SIGTERM');
  });

  test('makes its folder, however deep, for its user alone', async () => {
    const data = join(scratch, 'a', 'b', 'c');
    await using server = await ServerProcess.start({ data });
    expect(server.output).toContain(data);
    expect((await stat(data)).mode & 0o777).toBe(0o700);
    expect((await stat(join(data, 'journal.sqlite'))).mode & 0o777).toBe(0o600);
    await server.kill('SIGTERM');
    // Nothing unfinished is left behind.
    expect((await readdir(data)).filter((name) => name.includes('.new'))).toEqual([]);
  });

  test('on a port that is taken says so and ends with 1, and the folder is free again', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = address === null || typeof address === 'string' ? 0 : address.port;
    const data = join(scratch, 'port');
    await using server = new ServerRun(['--port', String(port), '--data', data]);
    expect(await server.ended()).toBe(1);
    expect(server.output).toContain(`port ${port} of 127.0.0.1 is taken`);
    expect(server.output).toContain('--port');
    expect(server.output).not.toContain('    at ');
    await new Promise((resolve) => taken.close(resolve));
    await using again = new ServerRun(['--port', String(port), '--data', data]);
    expect(await again.url()).toBe(`ws://127.0.0.1:${port}/ws`);
  });
});
