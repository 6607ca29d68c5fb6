import { once } from 'node:events';
import { expect, test } from 'vitest';
import { connect, type Hub, type Watch } from '../../client/sdk/index.ts';
import { ServerProcess } from '../support/server-process.ts';
import { untilState } from './until-state.ts';

/** Resolves once the watch is live and stands at this seq. */
async function caughtUp(watch: Watch, seq: number): Promise<void> {
  const target = new EventTarget();
  const off = [
    watch.on('change', () => target.dispatchEvent(new Event('moved'))),
    watch.on('state', () => target.dispatchEvent(new Event('moved'))),
  ];
  while (watch.state !== 'live' || watch.seq < seq) await once(target, 'moved');
  for (const leave of off) leave();
}

/** What an account watch must show: holds, both kinds of standing, rules set and taken away, an account closed. */
async function changeEverything(hub: Hub): Promise<number> {
  const { seq: hold } = await hub.hold({ from: 'A', to: 'B', amount: '60' });
  await hub.hold({ from: 'A', to: 'C', amount: '40' });
  await hub.capture({ hold, amount: '45' });
  await hub.freeze({ account: 'A', side: 'debit' });
  await hub.freeze({ account: 'A', side: 'credit' });
  await hub.freeze({ account: 'C' });
  await hub.unfreeze({ account: 'C' });
  await hub.setRules({ account: 'B', rules: { kind: 'fixed', maxPerDay: '250', minBalance: '-100' } });
  await hub.setRules({ account: 'C', rules: { kind: 'fixed', maxDeposit: '1' } });
  await hub.setRules({ account: 'C', rules: { kind: 'none' } });
  await hub.open({ account: 'D', ledger: 'demo' });
  const { seq } = await hub.closeAccount({ account: 'D' });
  return seq;
}

test.each(['all', 'latest'] as const)(
  'a watch in mode %s shows standing, rules and holds as `get` does, across a restart',
  async (mode) => {
    await using server = await ServerProcess.start();
    await using hub = connect(server.url);
    const watch = hub.watch('*', { mode });
    await watch.ready();
    const seq = await changeEverything(hub);
    await caughtUp(watch, seq);
    const ids = ['A', 'B', 'C', 'D'];
    const { accounts } = await hub.get(ids);
    expect(accounts).toMatchObject([
      { account: 'A', balance: '955.00', available: '915.00', frozen: 'both' },
      { account: 'B', rules: { kind: 'fixed', maxPerDay: '250', minBalance: '-100' } },
      { account: 'C', version: 3 },
      { account: 'D', closed: true },
    ]);
    expect(accounts[2]).not.toHaveProperty('rules');
    expect(ids.map((id) => watch.accounts.get(id))).toEqual(accounts);

    const lost = untilState(hub, 'reconnecting');
    await Promise.all([lost, server.restart()]);
    await hub.unfreeze({ account: 'A' });
    const { seq: last } = await hub.setRules({ account: 'B', rules: { kind: 'none' } });
    await caughtUp(watch, last);
    expect(ids.map((id) => watch.accounts.get(id))).toEqual((await hub.get(ids)).accounts);
    expect(watch.accounts.get('A')).not.toHaveProperty('frozen');
    expect(watch.accounts.get('B')).not.toHaveProperty('rules');
  },
);
