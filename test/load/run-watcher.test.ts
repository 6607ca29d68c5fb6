import { afterEach, describe, expect, test } from 'vitest';
import { Watcher } from '../../client/load/watch/watcher.ts';
import { ScriptedHub } from '../sdk/scripted-hub.ts';
import {
  account,
  balancesEvent,
  lagged,
  recovered,
  snapshotPart,
  transfer,
  txEvent,
  watching,
} from '../sdk/watch-messages.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

interface Watched {
  readonly hub: ScriptedHub;
  readonly watcher: Watcher;
  readonly begun: Promise<void>;
  readonly finished: Promise<void>;
  readonly failed: Promise<string>;
}

async function newWatcher(mode: 'all' | 'latest', accounts?: readonly string[]): Promise<Watched> {
  const hub = await ScriptedHub.listen();
  cleanUps.push(() => hub[Symbol.asyncDispose]());
  const [begun, finished] = [newPromise<void>(), newPromise<void>()];
  const failed = newPromise<string>();
  const watcher = new Watcher(
    {
      url: hub.url,
      token: undefined,
      mode,
      target: accounts === undefined ? '"ledger":"load"' : `"accounts":${JSON.stringify(accounts)}`,
      namesAccounts: accounts !== undefined,
      numberOf: () => 0,
    },
    { watching: begun.resolve, finished: finished.resolve, failed: failed.resolve },
  );
  cleanUps.push(() => watcher.close());
  return { hub, watcher, begun: begun.promise, finished: finished.promise, failed: failed.promise };
}

function newPromise<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

describe('a watcher of a ledger', () => {
  test('is done when it has heard of the seq, and of as many transactions as there were', async () => {
    const { hub, watcher, begun, finished } = await newWatcher('all');
    const connection = await hub.welcome();
    expect(await connection.request()).toMatchObject({
      t: 'watch',
      ledger: 'load',
      mode: 'all',
      snapshot: false,
    });
    connection.send(watching(5, []));
    await begun;
    watcher.finish(7);
    connection.send(txEvent(5, transfer(6, ['load-1', 1], ['load-2', 1])));
    connection.send(txEvent(6, transfer(7, ['load-1', 2], ['load-2', 2])));
    await finished;
    expect(watcher.report(2)).toEqual({ gaps: 0, first: 5, last: 7 });
    expect(watcher.report(3)).toMatchObject({ problem: expect.stringContaining('there were 3') });
  });

  test('goes on after a loss where it was', async () => {
    const { hub, watcher, begun, finished } = await newWatcher('all');
    const first = await hub.welcome();
    await first.request();
    first.send(watching(5, []), txEvent(5, transfer(6, ['load-1', 1], ['load-2', 1])));
    await begun;
    first.cut();
    const second = await hub.welcome();
    const request = await second.request();
    expect(request).toMatchObject({ t: 'watch', since: { epoch: 'e1', seq: 6 } });
    watcher.finish(8);
    second.send(recovered(6), txEvent(6, transfer(8, ['load-1', 2], ['load-2', 2])));
    await finished;
    expect(watcher.report(2)).toEqual({ gaps: 0, first: 5, last: 8 });
  });

  test('notes a hub that came back with another journal', async () => {
    const { hub, watcher, begun, finished } = await newWatcher('all');
    const first = await hub.welcome();
    await first.request();
    first.send(watching(5, []));
    await begun;
    first.cut();
    const second = await hub.welcome({ epoch: 'e2' });
    await second.request();
    watcher.finish(5);
    second.send(watching(5, []));
    await finished;
    expect(watcher.report(0).problem).toBe('the hub came back with another journal');
  });

  test('asks again where the hub is busy, and gives up where it is refused for good', async () => {
    const { hub, failed } = await newWatcher('latest');
    const connection = await hub.welcome();
    const { id } = await connection.request();
    connection.send({ t: 'error', id, code: 'busy', message: 'later', retryable: true });
    expect(await connection.request()).toMatchObject({ t: 'watch', mode: 'latest' });
    connection.send({ t: 'error', id, code: 'unknown_ledger', message: 'there is none', retryable: false });
    expect(await failed).toContain('there is none (unknown_ledger)');
  });
});

describe('a watcher of some accounts', () => {
  test('is done when the accounts are what it was told', async () => {
    const { hub, watcher, begun, finished } = await newWatcher('latest', ['A', 'B']);
    const connection = await hub.welcome();
    expect(await connection.request()).toEqual({ t: 'watch', id: 1, accounts: ['A', 'B'], mode: 'latest' });
    connection.send(watching(5, [account('A', 1), account('B', 2)]));
    await begun;
    watcher.finish(9);
    const { id } = await connection.request();
    connection.send({ t: 'accounts', id, seq: 9, accounts: [account('A', 1), account('B', 4)] });
    // That was not what it was told, so it asks once more.
    const again = await connection.request();
    expect(again).toMatchObject({ t: 'get', accounts: ['A', 'B'] });
    connection.send(balancesEvent(5, 9, [account('B', 4)]));
    connection.send({ t: 'accounts', id: again.id, seq: 9, accounts: [account('A', 1), account('B', 4)] });
    await finished;
    expect(watcher.report(99)).toEqual({ gaps: 0, first: 5, last: 9 });
  });

  test('takes a snapshot in place of what it was too slow for', async () => {
    const { hub, watcher, begun, finished } = await newWatcher('all', ['A', 'B']);
    const connection = await hub.welcome();
    await connection.request();
    connection.send(watching(5, [account('A', 1), account('B', 2)]));
    await begun;
    connection.send(lagged(6, 20));
    connection.send(snapshotPart(20, [account('A', 9)], true), snapshotPart(20, [account('B', 8)], false));
    connection.send(txEvent(20, transfer(21, ['A', 10], ['B', 9])));
    watcher.finish(21);
    const { id } = await connection.request();
    connection.send({ t: 'accounts', id, seq: 21, accounts: [account('A', 10), account('B', 9)] });
    await finished;
    expect(watcher.report(16)).toEqual({ gaps: 0, first: 5, last: 21 });
  });

  test('notes a version that was left out', async () => {
    const { hub, watcher, begun, finished } = await newWatcher('all', ['A', 'B']);
    const connection = await hub.welcome();
    await connection.request();
    connection.send(watching(5, [account('A', 1), account('B', 2)]));
    await begun;
    connection.send(txEvent(5, transfer(7, ['A', 3], ['B', 3])));
    watcher.finish(7);
    const { id } = await connection.request();
    connection.send({ t: 'accounts', id, seq: 7, accounts: [account('A', 3), account('B', 3)] });
    await finished;
    expect(watcher.report(0)).toMatchObject({ gaps: 0, problem: 'A went from version 1 to 3' });
  });
});
