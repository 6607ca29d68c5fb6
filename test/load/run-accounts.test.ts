import { afterAll, beforeAll, expect, test } from 'vitest';
import { newRun } from '../../client/load/command-key.ts';
import { prepareLedger, UnfitLedger } from '../../client/load/preparation.ts';
import { connect, type Hub } from '../../client/sdk/index.ts';
import type { LedgerTrial } from '../../shared/transaction.ts';
import { ServerProcess } from '../support/server-process.ts';
import { smallOptions } from './load-here.ts';

let server: ServerProcess;
let hub: Hub;
beforeAll(async () => {
  server = await ServerProcess.start({ args: ['--no-demo'] });
  hub = connect(server.url);
});
afterAll(async () => {
  await hub.close();
  await server[Symbol.asyncDispose]();
});

/** Prepares a ledger for so many accounts; returns what was told of its progress. */
async function prepare(ledger: string, accounts: number): Promise<number[]> {
  const told: number[] = [];
  await prepareLedger({
    hub,
    options: smallOptions(server.url, { ledger, accounts }),
    run: newRun(),
    onProgress: (done) => told.push(done),
    signal: new AbortController().signal,
  });
  return told;
}

async function books(ledger: string): Promise<LedgerTrial | undefined> {
  const { ledgers } = await hub.trial(ledger);
  return ledgers[0];
}

test('a ledger and its accounts are made, and found again', async () => {
  const told = await prepare('again', 2_500);
  expect(told).toEqual(Array.from({ length: 2_501 }, (_, done) => done));
  expect(await books('again')).toMatchObject({ accounts: 2_500, deposited: '2500000000000.00' });
  expect(await prepare('again', 2_500)).toEqual([2_500]);
  expect(await prepare('again', 2_600)).toHaveLength(101);
  expect(await books('again')).toMatchObject({ accounts: 2_600, deposited: '2600000000000.00' });
  expect(await prepare('again', 10)).toEqual([10]);
});

test('an account that has little is filled up', async () => {
  await prepare('poor', 10);
  await hub.withdraw({ account: 'poor-7', amount: '999999999.99' });
  await hub.withdraw({ account: 'poor-8', amount: '1' });
  await prepare('poor', 10);
  const { accounts } = await hub.get(['poor-7', 'poor-8']);
  expect(accounts.map(({ balance }) => balance)).toEqual(['1000000000.00', '999999999.00']);
});

test('an account that is frozen is thawed, whether or not it has enough', async () => {
  await prepare('frozen', 10);
  await hub.withdraw({ account: 'frozen-2', amount: '999999999.99' });
  for (const account of ['frozen-1', 'frozen-2']) await hub.freeze({ account });
  await prepare('frozen', 10);
  const { accounts } = await hub.get(['frozen-1', 'frozen-2']);
  expect(accounts.map(({ frozen, balance }) => [frozen, balance])).toEqual([
    [undefined, '1000000000.00'],
    [undefined, '1000000000.00'],
  ]);
});

test('other accounts of the ledger are left alone', async () => {
  await hub.createLedger({ ledger: 'shared', asset: 'CNY', scale: 2 });
  const others = ['shared-a', 'shared-007', 'other', 'shared-50'];
  for (const account of others) await hub.open({ account, ledger: 'shared' });
  await prepare('shared', 50);
  expect(await books('shared')).toMatchObject({ accounts: 54, deposited: '50000000000.00' });
});

test('a ledger that cannot serve is told apart', async () => {
  await hub.createLedger({ ledger: 'whole', asset: 'JPY', scale: 0 });
  await expect(prepare('whole', 10)).rejects.toThrow('have 2 decimals');
  const rules = { kind: 'fixed', maxDeposit: '100' } as const;
  await hub.createLedger({ ledger: 'tight', asset: 'CNY', scale: 2, rules });
  await expect(prepare('tight', 10)).rejects.toThrow(UnfitLedger);
  await hub.open({ account: 'taken-3', ledger: 'whole' });
  await expect(prepare('taken', 10)).rejects.toThrow('taken-3');
});

test('a preparation that is interrupted ends with the reason', async () => {
  const abort = new AbortController();
  const prepared = prepareLedger({
    hub,
    options: smallOptions(server.url, { ledger: 'broken', accounts: 20_000 }),
    run: newRun(),
    onProgress: (done) => {
      if (done === 100) abort.abort(new Error('enough'));
    },
    signal: abort.signal,
  });
  await expect(prepared).rejects.toThrow('enough');
});
