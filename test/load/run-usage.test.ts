import { readFile } from 'node:fs/promises';
import { Command, CommanderError, Option } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addLoadCommand, type LoadRequest } from '../../client/load/command.ts';
import { ServerProcess } from '../support/server-process.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';
import { florin } from '../terminal/florin-process.ts';

/** What a command line comes to: the request, or what is told of it. */
function read(...args: readonly string[]): LoadRequest | string {
  let told = '';
  let request: LoadRequest | undefined;
  const program = new Command('florin')
    .exitOverride()
    .configureOutput({ writeErr: (text) => (told += text), writeOut: (text) => (told += text) });
  const urlOption = new Option('--url <address>');
  addLoadCommand(program, { version: '1.2.3', urlOption }, (asked) => (request = asked));
  try {
    program.parse(['load', ...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
  }
  return request ?? told;
}

describe('what is wrong is told', () => {
  test.each([
    ['an unknown workload', ['transfers'], 'there is no workload "transfers", did you mean transfer?'],
    ['too few accounts', ['--accounts', '1'], 'Give a whole number from 2 up to 2000000'],
    ['a fraction of a client', ['--clients', '1.5'], 'Give a whole number from 1 up to 20000'],
    ['no number', ['--skew', 'hot'], 'Give a number from 0 up to 2'],
    ['an empty number', ['--seed', ''], 'Give a whole number from 0'],
    ['a rate of nothing', ['--rate', '0'], 'Give a number above 0'],
    ['a time of no unit that is known', ['--duration', '5y'], 'Give a number above 0'],
    ['an unknown driver', ['--driver', 'udp'], 'Allowed choices are sdk, plain'],
    ['an unknown measure', ['--fail-on', 'p98<5ms'], 'there is no measure p98'],
    ['no ledger id', ['--ledger', '-x'], 'ledger is not an id'],
    ['a ledger whose accounts have too long ids', ['--ledger', 'l'.repeat(63)], '--ledger is too long'],
    [
      'more watched accounts than there are',
      ['--accounts', '10', '--watch-accounts', '11'],
      '--watch-accounts is more',
    ],
    ['an unknown flag', ['--speed', '9'], "unknown option '--speed'"],
    ['a word too many', ['transfer', 'deposit'], 'too many arguments'],
  ])('%s', (_, args, problem) => {
    expect(read(...args)).toContain(problem);
  });
});

describe('what is left out', () => {
  test('has defaults that depend on the workload', () => {
    const options = { workload: 'transfer', rate: undefined, watchers: 1, duration: 10 };
    expect(read()).toMatchObject({ options });
    expect(read('watch')).toMatchObject({ options: { rate: 200, watchers: 100 } });
    expect(read('watch', '--rate', '5', '--watchers', '7')).toMatchObject({
      options: { rate: 5, watchers: 7 },
    });
  });

  test('is a random seed where there is none', () => {
    const seeds = Array.from({ length: 5 }, () => read()).map((request) => Object(request).options.seed);
    expect(new Set(seeds).size).toBeGreaterThan(1);
    expect(read('--seed', '0')).toMatchObject({ options: { seed: 0 } });
  });
});

test('times may have units', () => {
  const options = { duration: 300, warmup: 1.5 };
  expect(read('--duration', '5m', '--warmup', '1.5s')).toMatchObject({ options });
});

test('help tells of every flag, and not of those of other commands', () => {
  const help = read('--help');
  for (const flag of ['--skew', '--rate', '--watch-mode', '--json <file>', '--fail-on', '--url'])
    expect(help).toContain(flag);
  expect(help).not.toContain('--keep-going');
});

describe('the program', () => {
  const small = ['--accounts', '20', '--clients', '2', '--duration', '0.2', '--warmup', '0'];
  let server: ServerProcess;
  beforeAll(async () => {
    server = await ServerProcess.start({ args: ['--no-demo'] });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('writes reports to the files that are named, and ends with 1 where a goal is missed', async () => {
    await using folder = await TemporaryFolder.make();
    const [json, csv, html] = [folder.file('r.json'), folder.file('r.csv'), folder.file('r.html')];
    const args = ['load', ...small, '--json', json, '--csv', csv, '--html', html, '--fail-on', 'p99<1us'];
    const ran = await florin({ url: 'ws://127.0.0.1:1/ws' }, [...args, '--url', server.url]);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('commands/s acknowledged');
    const report: unknown = JSON.parse(await readFile(json, 'utf8'));
    expect(report).toMatchObject({
      options: { accounts: 20 },
      goals: [{ met: false }],
      check: { problems: [] },
    });
    expect(await readFile(csv, 'utf8')).toContain('p99');
    expect(await readFile(html, 'utf8')).toContain('</html>');
  });

  test('prints JSON where that is asked for, and ends with 0 where every goal is met', async () => {
    const args = ['--url', server.url, '--json', 'load', ...small, '--fail-on', 'rate>1, refused<1'];
    const ran = await florin({ url: 'ws://127.0.0.1:1/ws' }, args);
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ goals: [{ met: true }, { met: true }] });
  });

  test.each([
    ['a flag is wrong', ['--accounts', '1'], 'Give a whole number'],
    [
      'a report could not be written',
      ['--html', '/nowhere/at/all.html'],
      'cannot write /nowhere/at/all.html',
    ],
  ])('ends with 2 before it sends anything where %s', async (_, args, problem) => {
    const ran = await florin({ url: server.url }, ['load', '--ledger', 'unsent', ...args]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(problem);
    expect(await florin({ url: server.url }, ['trial', 'unsent'])).toMatchObject({ code: 1 });
  });
});
