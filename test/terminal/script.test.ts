import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { FlorinProcess, florin, ndjson } from './florin-process.ts';
import { MutingProxy } from './muting-proxy.ts';

describe('a script', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await ServerProcess.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('does its lines in order and skips comments and blank lines', async () => {
    const lines = [
      '# rent',
      '',
      'open s1',
      'open s2\r',
      '  deposit s1 10',
      'S1 s2 T4 "rent"',
      'balances s1 s2',
    ];
    const ran = await florin(server, [], lines.join('\n'));
    expect(ran.code).toBe(0);
    expect(ndjson(ran.stdout)).toMatchObject([
      { kind: 'open', account: 's1' },
      { kind: 'open', account: 's2' },
      { kind: 'deposit' },
      { kind: 'transfer', memo: 'rent' },
      { account: 's1', balance: '6.00' },
      { account: 's2', balance: '4.00' },
    ]);
  });

  it('stops at the first refusal, names its line and exits 1', async () => {
    const ran = await florin(server, [], 'open stop\nwithdraw stop 5\ndeposit stop 5\n');
    expect(ran.code).toBe(1);
    expect(ran.stderr).toBe(
      'line 2: Insufficient funds: stop holds 0.00, 5.00 asked\nstopped at line 2; --keep-going would go on\n',
    );
    expect(ndjson(ran.stdout)).toMatchObject([
      { kind: 'open' },
      { error: { code: 'insufficient_funds' }, line: 2 },
    ]);
  });

  it('stops at a line that is not understood and exits 2', async () => {
    const ran = await florin(server, [], 'open wrong\nwrong D abc\nwrong D 5\n');
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(/^line 2: Invalid amount: "abc"/);
    expect(ndjson(ran.stdout)).toMatchObject([
      { kind: 'open' },
      { error: { code: 'invalid_input' }, line: 2 },
    ]);
  });

  it('with --keep-going does all it can and exits with the greatest code', async () => {
    const ran = await florin(server, ['--keep-going'], 'open go\ngo W 5\nnonsense\ngo D 5\nhelp\n');
    expect(ran.code).toBe(2);
    expect(ndjson(ran.stdout)).toMatchObject([
      { kind: 'open' },
      { error: { code: 'insufficient_funds' }, line: 2 },
      { error: { code: 'invalid_input' }, line: 3 },
      { kind: 'deposit' },
      { error: { code: 'invalid_input' }, line: 5 },
    ]);
  });

  it('does what stands between `begin` and `commit` together, in one commit', async () => {
    const ran = await florin(
      server,
      [],
      'open b1\nopen b2\ndeposit b1 10\nbegin\nb1 b2 T 4\n# the fee\nb2 W 1\ncommit\n',
    );
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const [, , , moved, withdrawn] = ndjson(ran.stdout);
    expect(moved).toMatchObject({ kind: 'transfer', replayed: false });
    expect(withdrawn).toMatchObject({ kind: 'withdraw', legs: [{ account: 'b2', balance: '3.00' }, {}] });
  });

  it('takes an account that a batch opens as it is spelt, beside one that differs by case', async () => {
    const ran = await florin(
      server,
      [],
      'open E1\nopen e2\ndeposit e2 10\nbegin\nopen e1\nopen main\nrules main none\ne2 e1 T 4\ncommit\n',
    );
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    // There is a ledger named main, too.
    expect(ndjson(ran.stdout).at(-2)).toMatchObject({ kind: 'rules', account: 'main' });
    expect(ndjson(ran.stdout).at(-1)).toMatchObject({ legs: [{ account: 'e2' }, { account: 'e1' }] });
  });

  it('does nothing of a batch of which a line is refused, and names that line', async () => {
    const lines = ['open c1', 'open c2', 'deposit c1 10', 'begin', 'c1 c2 T 4', 'c1 c2 T 40', 'commit'];
    const ran = await florin(server, [], [...lines, 'c1 c2 T 1'].join('\n'));
    expect(ran.code).toBe(1);
    expect(ran.stderr).toBe(
      'line 6: Insufficient funds: c1 holds 6.00, 40.00 asked; nothing of the batch was done\nstopped at the commit in line 7; --keep-going would go on\n',
    );
    expect(ndjson(ran.stdout).slice(3)).toMatchObject([{ error: { code: 'insufficient_funds' }, line: 6 }]);
    const balances = await florin(server, ['balances', 'c1', 'c2']);
    expect(ndjson(balances.stdout)).toMatchObject([{ balance: '10.00' }, { balance: '0.00' }]);
  });

  it.each([
    ['has no commit', 'begin\nX D 5\n', 'the batch has no commit, so nothing of it was done'],
    [
      'has a wrong line',
      'begin\nX D 5\nX D five\ncommit\n',
      'stopped at line 3, nothing of the batch was done',
    ],
    [
      'asks a question',
      'begin\nX D 5\nbalances\ncommit\n',
      '"balances" has no place between begin and commit',
    ],
    ['begins twice', 'begin\nX D 5\nbegin\ncommit\n', 'a batch has begun already'],
    ['never began', 'commit\n', 'no batch has begun'],
    ['is left by quit', 'begin\nX D 5\nquit\n', 'the batch has no commit, so nothing of it was done'],
  ])('does nothing of a batch that %s, and exits 2', async (_, lines, why) => {
    const before = await florin(server, ['trial', 'main']);
    const ran = await florin(server, [], lines);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(why);
    expect(await florin(server, ['trial', 'main'])).toEqual(before);
  });

  it('with --keep-going does nothing of a batch with a wrong line, and goes on behind it', async () => {
    const lines =
      'open d1\nbegin\nd1 D 5\nd1 D five\ncommit\nd1 D 7\nbegin\nd1 D 1\nrollback\nbegin\nd1 D 2\ncommit\n';
    const ran = await florin(server, ['--keep-going'], lines);
    expect(ran.code).toBe(2);
    expect(ndjson(ran.stdout)).toMatchObject([
      { kind: 'open' },
      { error: { code: 'invalid_input' }, line: 4 },
      { error: { code: 'invalid_input' }, line: 5 },
      { kind: 'deposit', amount: '7.00' },
      { kind: 'deposit', amount: '2.00' },
    ]);
  });

  it('ends at `quit`', async () => {
    const ran = await florin(server, [], 'open last\nquit\nopen never\n');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ndjson(ran.stdout)).toHaveLength(1);
  });

  it('that stops does not wait for the rest of its input', async () => {
    await using script = new FlorinProcess([], server);
    script.write('nonsense\n');
    expect(await script.ended()).toBe(2);
  });

  it('that is interrupted while it waits for input exits 130', async () => {
    await using script = new FlorinProcess([], server);
    script.write('balances A\n');
    await script.printed('"account":"A"');
    script.signal('SIGINT');
    expect(await script.ended()).toBe(130);
  });
});

it('a batch whose answer gets lost exits 4, and any of its keys tells of all', async () => {
  await using server = await ServerProcess.start();
  await using proxy = await MutingProxy.start(server.url, '"t":"ok"');
  const lines = 'begin\nA B T 1\nA B T 2\ncommit\nA B T 3\n';
  const ran = await florin(server, ['--timeout', '1', '--url', proxy.url], lines);
  expect(ran.code).toBe(4);
  const key = /^line 2: Outcome unknown: .* Ask: florin outcome (\S+) --url/.exec(ran.stderr)?.[1] ?? '';
  const outcome = await florin(server, ['outcome', key]);
  expect(ndjson(outcome.stdout)).toMatchObject([{ key, seq: 9, amount: '1.00' }]);
  const history = await florin(server, ['history', 'A', '2']);
  expect(ndjson(history.stdout)).toMatchObject([{ seq: 10, amount: '2.00' }, { seq: 9 }]);
});

it('a command to a hub that has stalled exits 4 when its time is up', async () => {
  await using server = await ServerProcess.start();
  await using script = new FlorinProcess(['--timeout', '1'], server);
  script.write('balances A\n');
  await script.printed('"account":"A"');
  server.signal('SIGSTOP');
  script.write('deposit A 5\ndeposit A 6\n');
  expect(await script.ended()).toBe(4);
  expect(script.stderr).toMatch(/^line 2: Outcome unknown: .* Ask: florin outcome (\S+)\nstopped at line 2/);
  const key = /outcome (\S+)\n/.exec(script.stderr)?.[1] ?? '';
  server.signal('SIGCONT');
  const outcome = await florin(server, ['outcome', key]);
  expect(ndjson(outcome.stdout)).toMatchObject([{ key, kind: 'deposit', amount: '5.00' }]);
  const history = await florin(server, ['history', 'A', '2']);
  expect(ndjson(history.stdout)).toMatchObject([{ key }, { memo: 'opening balance' }]);
});
