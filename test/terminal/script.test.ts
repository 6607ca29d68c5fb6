import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { FlorinProcess, florin, ndjson } from './florin-process.ts';

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
