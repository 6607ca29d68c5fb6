import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandKinds, questionKinds, requestKinds } from '../../client/load/kinds.ts';
import type { LoadOptions } from '../../client/load/options.ts';
import { connect } from '../../client/sdk/index.ts';
import { ServerProcess } from '../support/server-process.ts';
import { loadHere } from './load-here.ts';

let server: ServerProcess;
beforeAll(async () => {
  server = await ServerProcess.start({ args: ['--no-demo'] });
});
afterAll(() => server[Symbol.asyncDispose]());

const runs: { readonly [name: string]: Partial<LoadOptions> } = {
  'transfers over the SDK': {},
  'skewed transfers over plain sockets': { driver: 'plain', skew: 1.2 },
  'deposits, on two threads': { workload: 'deposit', threads: 2, watchers: 3, driver: 'plain' },
  'one command at a time, and more threads than connections': { clients: 1, inflight: 1, threads: 3 },
  'latest balances': { watchers: 3, watchMode: 'latest', driver: 'plain' },
  'latest balances of some accounts': { watchers: 3, watchMode: 'latest', watchAccounts: 25 },
  'an open loop, on two threads': { rate: 300, threads: 2 },
  'many who watch some accounts': { workload: 'watch', rate: 200, watchers: 10, watchAccounts: 10 },
};

describe('a run is green, and its figures fit together', () => {
  test.each(Object.entries(runs))('%s', async (_, options) => {
    const { commands, acknowledgement, watching, timeline, tester, hub, check } = await loadHere(
      server.url,
      options,
    );
    expect(check.problems).toEqual([]);
    expect(commands).toMatchObject({ refused: {}, retries: 0, unanswered: 0, skipped: 0, reads: 0 });
    expect(commands.acknowledged).toBeGreaterThan(0);
    // Warm-up and what was answered after the end are in the ledger too.
    expect(check.found).toBeGreaterThanOrEqual(commands.acknowledged);
    expect(check.transactions).toBe(check.found);
    expect(check.watchers).toBe(tester.watcherConnections);
    expect(acknowledgement.count).toBeGreaterThan(0);
    expect(acknowledgement.count).toBeLessThanOrEqual(check.found);
    expect(acknowledgement.p50).toBeLessThanOrEqual(acknowledgement.max);
    expect(watching?.count).toBeGreaterThan(0);
    expect(tester.eventsPerSecond).toBeGreaterThan(0);
    expect(timeline.map(({ second, acknowledged }) => [second, acknowledged])).toEqual([
      [0.5, commands.acknowledged],
    ]);
    expect(hub?.commits).toBeGreaterThan(0);
  });

  test.each(['sdk', 'plain'] as const)('mixed with reads, over %s', async (driver) => {
    const { commands, acknowledgement, kinds, check } = await loadHere(server.url, {
      workload: 'mixed',
      driver,
      duration: 1,
    });
    expect(check.problems).toEqual([]);
    expect(commands.reads).toBeGreaterThan(0);
    expect(kinds.map(({ kind }) => kind)).toEqual(requestKinds);
    const of = (names: readonly string[]) => kinds.filter(({ kind }) => names.includes(kind));
    const sum = (counts: readonly number[]) => counts.reduce((all, each) => all + each, 0);
    const orders = of(commandKinds);
    expect(sum(orders.map(({ answered }) => answered))).toBe(commands.acknowledged);
    expect(sum(orders.map(({ latency }) => latency.count))).toBe(acknowledgement.count);
    expect(sum(of(questionKinds).map(({ answered }) => answered))).toBe(commands.reads);
    expect(sum(kinds.map(({ refused }) => refused))).toBe(sum(Object.values(commands.refused)));
    // Whatever a run freezes it thaws.
    await using hub = connect(server.url);
    const { accounts } = await hub.list({ ledger: 'load', limit: 1000 });
    expect(accounts.filter(({ frozen }) => frozen !== undefined)).toEqual([]);
  });

  test('an open loop that asks too much: what it cannot send is skipped', async () => {
    const { commands, watching, check } = await loadHere(server.url, {
      clients: 1,
      inflight: 1,
      rate: 500_000,
      watchers: 0,
    });
    expect(check.problems).toEqual([]);
    expect(commands.skipped).toBeGreaterThan(0);
    expect(watching).toBeUndefined();
  });
});
