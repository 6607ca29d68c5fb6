import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { done } from '../support/errands.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';
import { alter } from './data-place.ts';
import { florin } from './run-tool.ts';

test('florin --help lists the tools, and each tells how it is used', async () => {
  const { stdout } = await florin(['--help']);
  for (const tool of ['verify', 'backup', 'restore']) {
    expect(stdout).toMatch(new RegExp(`^  ${tool} `, 'm'));
    expect(await florin([tool, '--help'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(new RegExp(`^Usage: florin ${tool} [^]*--data <folder>[^]*Exit codes:`)),
    });
    expect((await florin(['help', tool])).stdout).toContain(`See florin ${tool} --help.`);
  }
});

test.each([
  [['verify', 'more']],
  [['verify', '--unknown']],
  [['verify', '--data', '']],
  [['backup']],
  [['backup', '']],
  [['restore', 'one', 'two']],
  [['--json', 'verify']],
])('wrong usage is said on stderr, exit code 2: florin %j', async (args) => {
  expect(await florin(args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/\S/) });
});

const FoundSchema = z.object({
  ok: z.boolean(),
  journal: z.object({
    isRight: z.boolean(),
    epoch: z.string(),
    commits: z.int(),
    seq: z.int(),
    head: z.string(),
  }),
  views: z.object({ state: z.string() }),
  problems: z.array(z.object({ file: z.string(), wrong: z.string(), cure: z.string() })),
});

test('florin verify tells what it found beside a hub and of one that stopped, and ends with it', async () => {
  await using server = await ServerProcess.start();
  const { data } = server;
  {
    await using client = await RawClient.connect(server.url);
    await done(client, { t: 'deposit', account: 'A', amount: '5' });
  }
  const beside = await florin(['verify'], { FLORIN_DATA: data });
  expect(beside).toMatchObject({ code: 0, stderr: '' });
  expect(beside.stdout).toMatch(/ {2}seq +9$/m);
  expect(beside.stdout).toMatch(/^demo +CNY +3 +8 +2305\.00 +0\.00 +0\.00 +0\.00$/m);
  expect(beside.stdout).toMatch(/\nALL RIGHT: [^\n]*\n$/);

  await server.kill('SIGTERM');
  const json = async (): Promise<[unknown, z.infer<typeof FoundSchema>]> => {
    const { code, stdout } = await florin(['verify', '--json', '--data', data]);
    return [code, FoundSchema.parse(JSON.parse(stdout))];
  };
  expect(await json()).toMatchObject([
    0,
    { ok: true, journal: { isRight: true, seq: 9 }, views: { state: 'agree' }, problems: [] },
  ]);

  alter(join(data, 'views.sqlite'), 'UPDATE outcomes SET decided = 1 WHERE decided = 3');
  expect(await json()).toMatchObject([
    1,
    { ok: false, journal: { isRight: true }, views: { state: 'damaged' }, problems: [{}] },
  ]);

  alter(join(data, 'journal.sqlite'), 'UPDATE commits SET at_ms = at_ms + 1 WHERE number = 2');
  const damaged = await florin(['verify', '--data', data]);
  expect(damaged).toMatchObject({ code: 1, stderr: '' });
  expect(damaged.stdout).toMatch(/✗ .*journal\.sqlite: is damaged: commit 2 is not what its hash says\. \S+/);
  expect(damaged.stdout).toMatch(/ {2}commits +1$/m);
  expect(damaged.stdout).toMatch(/\nDAMAGED: the journal\. [^\n]*\n$/);
});

test('a tool that finds no journal says so, exit code 1', async () => {
  await using folder = await TemporaryFolder.make();
  expect(await florin(['verify', '--data', folder.path])).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/journal\.sqlite: is missing\. Name the hub's data folder with --data/),
  });
});

test.each([[['verify']], [['backup', 'copy.sqlite']]])(
  'florin %j in a folder that is not there is wrong usage, exit code 2, and makes none',
  async (args) => {
    await using folder = await TemporaryFolder.make();
    const data = folder.file('mistyped');
    expect(await florin([...args, '--data', data])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/there is no folder .*mistyped\. Name the hub's data folder with --data/),
    });
    expect(existsSync(data)).toBe(false);
  },
);
