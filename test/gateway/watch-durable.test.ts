import { join } from 'node:path';
import { expect, test } from 'vitest';
import { command, openAccounts } from '../support/errands.ts';
import { readJournal } from '../support/journal-records.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { watch } from '../support/watch-errands.ts';

test('whatever anyone was told before a kill is in the journal as it was told (R23)', async () => {
  await using server = await ServerProcess.start({ args: ['--no-demo'] });
  await using client = await RawClient.connect(server.url);
  await using watcher = await RawClient.connect(server.url);
  await using reader = await RawClient.connect(server.url);
  await openAccounts(client, 'bank', { X: '100', Y: '0' });
  await watch(watcher, { accounts: '*' });
  await watch(watcher, { accounts: ['Y'], mode: 'latest' });

  const transfers = Array.from({ length: 5000 }, () =>
    command({ t: 'transfer', from: 'X', to: 'Y', amount: '0.01' }),
  );
  for (let at = 0; at < transfers.length; at += 10) {
    client.send(...transfers.slice(at, at + 10));
    reader.send({ t: 'get', id: at, accounts: ['Y'] }, { t: 'history', id: `${at}`, account: 'Y', limit: 1 });
  }
  // By the time that each way of telling was used, the rest is on its way through the hub.
  const first = await Promise.all([
    client.next('ok'),
    watcher.next('tx'),
    watcher.next('balances'),
    reader.next('accounts'),
    reader.next('history'),
  ]);
  await server.kill('SIGKILL');
  for (const each of [client, watcher, reader]) await each.closed();

  const records = await readJournal(join(server.data, 'journal.sqlite'));
  const bySeq = new Map(
    records.flatMap((record) => (record.refused ? [] : [[record.tx.seq, record.tx] as const])),
  );
  const told = [...first, ...[client, watcher, reader].flatMap((each) => each.takeAll())];
  const newest = bySeq.size;
  const balanceAt = (seq: number): string | undefined => {
    for (let at = seq; at > 0; at -= 1) {
      const leg = bySeq.get(at)?.legs.find(({ account }) => account === 'Y');
      if (leg !== undefined) return leg.balance;
    }
    return undefined;
  };
  for (const message of told) {
    switch (message.t) {
      case 'ok':
      case 'tx':
        expect(bySeq.get(message.tx.seq)).toEqual(message.tx);
        break;
      case 'balances':
      case 'accounts':
        expect(message.seq).toBeLessThanOrEqual(newest);
        expect(message.accounts[0]?.balance).toBe(balanceAt(message.seq) ?? '0.00');
        break;
      case 'history':
        for (const tx of message.txs) expect(bySeq.get(tx.seq)).toEqual(tx);
        break;
      default:
        throw new Error(`an unexpected message: ${JSON.stringify(message)}`);
    }
  }
});
