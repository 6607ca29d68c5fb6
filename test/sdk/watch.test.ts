import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { waitingChangesMax } from '../../client/sdk/change-queue.ts';
import { type Change, connect, type Hub, type Watch, type WatchState } from '../../client/sdk/index.ts';
import type { AccountState } from '../../shared/transaction.ts';
import { ServerProcess } from '../support/server-process.ts';

let server: ServerProcess;
let hub: Hub;
beforeAll(async () => {
  server = await ServerProcess.start();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  hub = connect(server.url);
  return () => hub.close();
});

const accounts = ['A', 'B'];
type Versions = Map<string, number>;

async function versionsNow(): Promise<Versions> {
  const page = await hub.get(accounts);
  return new Map(page.accounts.map(({ account, version }) => [account, version]));
}

function raised(versions: Versions, by: number): Versions {
  return new Map([...versions].map(([account, version]) => [account, version + by]));
}

/** Reads a watch until its accounts stand at these versions; fails where a version is missing in between. */
async function readUntil(watch: Watch, goal: Versions): Promise<Change[]> {
  const changes: Change[] = [];
  const seen: Versions = new Map();
  const see = ({ account, version }: AccountState) => seen.set(account, version);
  for await (const change of watch) {
    changes.push(change);
    if (change.kind === 'snapshot') change.accounts.forEach(see);
    else {
      expect(change.account.version).toBe((seen.get(change.account.account) ?? -1) + 1);
      see(change.account);
    }
    if ([...goal].every(([account, version]) => seen.get(account) === version)) return changes;
  }
  throw new Error('the watch ended early');
}

/** One unit back and forth, so that the accounts never run dry. */
async function moveMoney(times: number): Promise<void> {
  const moves = Array.from({ length: times }, (_, place) =>
    place % 2 === 0
      ? hub.transfer({ from: 'A', to: 'B', amount: '1' })
      : hub.transfer({ from: 'B', to: 'A', amount: '1' }),
  );
  await Promise.all(moves);
}

describe('a watch of all changes', () => {
  test('begins with a snapshot and tells every version, to several watchers alike', async () => {
    await using other = connect(server.url);
    const goal = raised(await versionsNow(), 100);
    const watches = [hub.watch(accounts), hub.watch({ ledger: 'demo' }), other.watch('*')];
    const reading = Promise.all(watches.map((watch) => readUntil(watch, goal)));
    await Promise.all(watches.map((watch) => watch.ready()));
    await moveMoney(100);
    for (const changes of await reading) {
      expect(changes[0]?.kind).toBe('snapshot');
      expect(changes.filter(({ kind }) => kind === 'snapshot')).toHaveLength(1);
      expect(changes.filter(({ kind }) => kind === 'balance')).toHaveLength(200);
    }
  });

  test('says what moved, by how much and why', async () => {
    const watch = hub.watch(['B']);
    await watch.ready();
    const heard = new Promise<Change>((resolve) => watch.on('change', resolve));
    const tx = await hub.transfer({ from: 'A', to: 'B', amount: '1', memo: 'rent' });
    const leg = tx.legs.find(({ account }) => account === 'B');
    expect(await heard).toMatchObject({
      kind: 'balance',
      seq: tx.seq,
      account: { account: 'B', ledger: 'demo', asset: 'CNY', balance: leg?.balance, version: leg?.version },
      delta: '1.00',
      tx: { seq: tx.seq, memo: 'rent' },
    });
    expect(watch.accounts.get('B')?.version).toBe(leg?.version);
    expect(watch.seq).toBe(tx.seq);
  });

  test('of everything tells of accounts that are opened later, in ledgers that are made later', async () => {
    await using watch = hub.watch('*');
    await watch.ready();
    await hub.createLedger({ ledger: 'later', asset: 'PTS', scale: 1 });
    await hub.open({ account: 'L1', ledger: 'later' });
    await hub.deposit({ account: 'L1', amount: '5' });
    await hub.open({ account: 'L2', ledger: 'later' });
    for await (const { seq } of watch) {
      const second = watch.accounts.get('L2');
      if (second === undefined) continue;
      expect(watch.accounts.get('L1')).toMatchObject({ asset: 'PTS', balance: '5.0', version: 1 });
      expect(second).toMatchObject({ asset: 'PTS', balance: '0.0', version: 0 });
      expect(seq).toBe(watch.seq);
      break;
    }
  });

  test('of everything bears with many ledgers that are made one after the other', async () => {
    await using watch = hub.watch('*');
    await watch.ready();
    const ids = Array.from({ length: 8 }, (_, place) => `many-${place}`);
    for (const id of ids) {
      const known = new Promise<void>((resolve, reject) => {
        watch.on('change', () => watch.accounts.has(id) && resolve());
        watch.on('state', (state) => state === 'closed' && reject(watch.failure));
      });
      await hub.createLedger({ ledger: id, asset: 'PTS', scale: 0 });
      await hub.open({ account: id, ledger: id });
      await known;
    }
    expect(watch.failure).toBeUndefined();
    expect([...watch.accounts.keys()]).toEqual(expect.arrayContaining(ids));
  });

  test('gives a loop that falls far behind a snapshot of the newest state', async () => {
    const watch = hub.watch(accounts);
    const loop = watch[Symbol.asyncIterator]();
    expect((await loop.next()).value).toMatchObject({ kind: 'snapshot' });
    const goal = raised(await versionsNow(), waitingChangesMax);
    const caughtUp = new Promise<void>((resolve) => {
      watch.on('change', () => {
        if (watch.accounts.get('A')?.version === goal.get('A')) resolve();
      });
    });
    await moveMoney(waitingChangesMax);
    await caughtUp;
    expect(await loop.next()).toMatchObject({
      value: { kind: 'snapshot', seq: watch.seq, accounts: [...watch.accounts.values()] },
    });
    await loop.return?.();
  });

  test('goes on over a restart of the hub without a gap, and says when it is stale', async () => {
    await using own = await ServerProcess.start();
    await using client = connect(own.url);
    const watch = client.watch(accounts);
    const states: WatchState[] = [];
    watch.on('state', (state) => states.push(state));
    await watch.ready();
    const start = new Map([...watch.accounts].map(([id, { version }]) => [id, version]));
    const reading = readUntil(watch, raised(start, 40));
    for (let round = 0; round < 2; round += 1) {
      await Promise.all(
        Array.from({ length: 20 }, () => client.transfer({ from: 'A', to: 'B', amount: '1' })),
      );
      if (round === 0) await own.restart();
    }
    const changes = await reading;
    expect(changes.at(-1)).toMatchObject({ kind: 'balance' });
    expect(states).toEqual(['live', 'stale', 'catching-up', 'live', 'closed']);
  });
});

describe('a watch of the latest balances', () => {
  test('ends at the newest state, whatever it left out', async () => {
    const watch = hub.watch(accounts, { mode: 'latest' });
    await watch.ready();
    const goal = raised(await versionsNow(), 200);
    await Promise.all([moveMoney(200), untilAt(watch, goal)]);
    const page = await hub.get(accounts);
    expect([...watch.accounts.values()]).toEqual(page.accounts);
  });

  async function untilAt(watch: Watch, goal: Versions): Promise<void> {
    for await (const change of watch) {
      if (change.kind === 'balance') expect(change.tx).toBeUndefined();
      if ([...goal].every(([id, version]) => watch.accounts.get(id)?.version === version)) return;
    }
  }
});

describe('a watch ends', () => {
  test('with a refusal where an account does not exist', async () => {
    const watch = hub.watch(['A', 'nobody']);
    const loop = watch[Symbol.asyncIterator]();
    await expect(watch.ready()).rejects.toMatchObject({ code: 'unknown_account' });
    await expect(loop.next()).rejects.toMatchObject({ code: 'unknown_account' });
    expect(watch.state).toBe('closed');
    expect(watch.failure).toMatchObject({ code: 'unknown_account' });
    await expect(watch.ready()).rejects.toBe(watch.failure);
  });

  test('with a refusal where an id cannot be one, and leaves the connection alone', async () => {
    const watch = hub.watch(['no spaces']);
    const closed = new Promise((resolve) => watch.on('state', resolve));
    expect(await closed).toBe('closed');
    await expect(watch[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'bad_request' });
    await hub.ping();
    expect(hub.state.kind).toBe('live');
  });

  test('when its loop is left', async () => {
    const watch = hub.watch(accounts);
    for await (const change of watch) {
      expect(change.kind).toBe('snapshot');
      break;
    }
    expect(watch.state).toBe('closed');
  });

  test('when its signal fires, it is closed or its hub is closed, and so do its loops', async () => {
    const controller = new AbortController();
    const byWatch = hub.watch(accounts);
    const watches = [hub.watch(accounts, { signal: controller.signal }), byWatch, hub.watch(accounts)];
    await Promise.all(watches.map((watch) => watch.ready()));
    const loops = watches.map(async (watch) => {
      const kinds: string[] = [];
      for await (const { kind } of watch) kinds.push(kind);
      return kinds;
    });
    controller.abort();
    expect(await loops[0]).toEqual(['snapshot']);
    byWatch.close();
    expect(await loops[1]).toEqual(['snapshot']);
    await hub.close();
    expect(await loops[2]).toEqual(['snapshot']);
    expect(watches.map(({ state }) => state)).toEqual(['closed', 'closed', 'closed']);
    expect(watches.map(({ failure }) => failure)).toEqual([undefined, undefined, undefined]);
    const late = hub.watch(accounts);
    await expect(late[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'closed' });
  });

  test('before it begins where its signal has fired already', async () => {
    const watch = hub.watch(accounts, { signal: AbortSignal.abort() });
    expect(watch.state).toBe('closed');
    for await (const _ of watch) throw new Error('nothing was to be told');
  });
});

describe('listening to all balances', () => {
  test('tells every account first, then what changes, and stops when taken off', async () => {
    const heard: AccountState[] = [];
    let wake = (): void => undefined;
    const off = hub.on('balance', (account) => {
      heard.push(account);
      wake();
    });
    const until = async (isThere: () => boolean): Promise<void> => {
      while (!isThere()) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    };
    await until(() => ['A', 'B', 'C'].every((id) => heard.some(({ account }) => account === id)));
    const { legs } = await hub.transfer({ from: 'A', to: 'C', amount: '1' });
    const [from, to] = legs;
    await until(() => heard.at(-1)?.account === 'C' && heard.at(-1)?.version === to?.version);
    expect(heard).toContainEqual(expect.objectContaining({ account: 'A', version: from?.version }));

    const second: string[] = [];
    const offSecond = hub.on('balance', ({ account }) => second.push(account));
    await hub.ping();
    expect(second).toEqual(expect.arrayContaining(['A', 'B', 'C']));

    off();
    offSecond();
    const count = heard.length;
    await moveMoney(2);
    await hub.ping();
    expect(heard).toHaveLength(count);
  });
});
