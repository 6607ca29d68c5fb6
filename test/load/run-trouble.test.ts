import { describe, test } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { LoadProcess } from './load-process.ts';

/** Each test has a hub of its own, asks little of it and mostly waits, so they run side by side. */

const little = ['--clients', '2', '--inflight', '2'];

function newServer(): Promise<ServerProcess> {
  return ServerProcess.start({ args: ['--no-demo'] });
}

describe.concurrent('a hub that is killed and started again amid a run costs time, and nothing else', () => {
  test.for([
    ['sdk', 'all', '10'],
    ['plain', 'latest', '0'],
  ])(
    'driver %s, watchers of %s, %s accounts each',
    async ([driver = '', mode = '', watched = ''], { expect }) => {
      await using server = await newServer();
      const watching = ['--watchers', '3', '--watch-mode', mode, '--watch-accounts', watched];
      // Enough in flight that commands, and not reads alone, are under way when the hub dies.
      const busy = ['--clients', '2', '--inflight', '20', '--duration', '4'];
      const flags = ['mixed', '--driver', driver, ...busy, ...watching];
      await using run = new LoadProcess(server.url, flags);
      await run.says('Measuring');
      await server.restart();
      expect(await run.ended()).toBe(0);
      const { commands, check, hubAbsence } = run.report;
      expect(check.problems).toEqual([]);
      expect(commands.retries).toBeGreaterThan(0);
      expect(commands.unanswered).toBe(0);
      expect(hubAbsence).not.toBeNull();
    },
  );
});

describe.concurrent('a run that is interrupted', () => {
  test('while it measures reports what it has, and checks it', async ({ expect }) => {
    await using server = await newServer();
    await using run = new LoadProcess(server.url, ['--duration', '60', '--rate', '300']);
    await run.says('Measuring');
    run.signal('SIGINT');
    expect(await run.ended()).toBe(130);
    const { seconds, interrupted, check } = run.report;
    expect(interrupted).toBe(true);
    expect(seconds).toBeLessThan(60);
    expect(check.problems).toEqual([]);
  });

  test('while the ledger is checked reports what was measured, and that nobody waited', async ({
    expect,
  }) => {
    await using server = await newServer();
    await using run = new LoadProcess(server.url, ['--duration', '1', '--rate', '300']);
    await run.says('Waiting');
    // A hub that stands still does not answer the check.
    server.signal('SIGSTOP');
    await run.says('Checking');
    run.signal('SIGINT');
    expect(await run.ended()).toBe(130);
    server.signal('SIGCONT');
    const { seconds, interrupted, check } = run.report;
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(interrupted).toBe(false);
    expect(check).toMatchObject({
      state: 'interrupted',
      problems: ['The ledger was not checked: interrupted.'],
    });
  });

  test('before it measures says so', async ({ expect }) => {
    await using server = await newServer();
    await using run = new LoadProcess(server.url, ['--warmup', '60', '--rate', '10']);
    await run.says('Warming up');
    run.signal('SIGTERM');
    expect(await run.ended()).toBe(130);
    expect(run.stderr).toContain('Interrupted before anything was measured');
  });

  test('twice ends at once', async ({ expect }) => {
    await using server = await newServer();
    await using run = new LoadProcess(server.url, ['--duration', '60', '--driver', 'plain', ...little]);
    await run.says('Measuring');
    // A hub that stands still has answers outstanding, for which the run would wait.
    server.signal('SIGSTOP');
    run.signal('SIGINT');
    await run.says('Waiting');
    run.signal('SIGINT');
    expect(await run.ended()).toBe(130);
    server.signal('SIGCONT');
  });

  test('for a hub that is gone leaves a report, and a check that is not green', async ({ expect }) => {
    await using server = await newServer();
    // So slow that nothing is under way when it goes.
    const flags = ['--rate', '0.1', '--duration', '60', '--watchers', '0'];
    await using run = new LoadProcess(server.url, flags);
    await run.says('Measuring');
    await server.kill('SIGKILL');
    run.signal('SIGINT');
    expect(await run.ended()).toBe(1);
    const { check } = run.report;
    expect(check).toMatchObject({ state: 'unanswered', problems: [expect.stringContaining('not checked')] });
  });
});
