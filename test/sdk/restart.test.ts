import { expect, test } from 'vitest';
import { connect, OutcomeUnknown } from '../../client/sdk/index.ts';
import { ServerProcess } from '../support/server-process.ts';
import { untilState } from './until-state.ts';

const rent = { from: 'A', to: 'B', amount: '0.01' };

test('commands in flight when the hub is killed, again and again, each act once', async () => {
  await using server = await ServerProcess.start();
  await using hub = connect(server.url);
  const before = await hub.get(['A', 'B']);
  const [clients, rounds] = [20, 30];
  const seqs: number[] = [];
  const killAt = new Set([50, 200, 400]);
  let restarted = Promise.resolve();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let round = 0; round < rounds; round += 1) {
        const { seq } = await hub.transfer(rent);
        seqs.push(seq);
        if (killAt.delete(seqs.length)) restarted = server.restart();
      }
    }),
  );
  await restarted;
  expect(killAt.size).toBe(0);
  expect(new Set(seqs).size).toBe(clients * rounds);
  const after = await hub.get(['A', 'B']);
  const moved = before.accounts.map(({ version }, place) => (after.accounts[place]?.version ?? 0) - version);
  expect(moved).toEqual([clients * rounds, clients * rounds]);
  for (const { sum } of (await hub.trial()).ledgers) expect(Number(sum)).toBe(0);
});

test('a command whose time runs out at a silent hub has an unknown outcome, which its key finds out', async () => {
  await using server = await ServerProcess.start();
  await using hub = connect(server.url);
  await hub.ready();
  server.signal('SIGSTOP');
  const late = hub.transfer({ ...rent, key: 'late' }, { timeoutMs: 50 });
  await expect(late).rejects.toBeInstanceOf(OutcomeUnknown);
  await expect(late).rejects.toMatchObject({ code: 'timed_out', key: 'late', retryable: true });
  server.signal('SIGCONT');
  const outcome = await hub.outcome('late');
  expect(outcome).toMatchObject({ kind: 'committed', tx: { key: 'late' } });
});

test('a hub that stops for good work lets its clients come back', async () => {
  await using server = await ServerProcess.start();
  await using hub = connect(server.url);
  await hub.ready();
  const lost = untilState(hub, 'reconnecting');
  expect(await server.kill('SIGTERM')).toBe(0);
  expect(await lost).toMatchObject({ cause: { closeCode: 1012 } });
  const result = hub.transfer(rent);
  await server.restart();
  expect((await result).replayed).toBe(false);
});
