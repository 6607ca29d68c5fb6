import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { FlorinProcess, florin, mainFile, ndjson } from './florin-process.ts';
import { MutingProxy } from './muting-proxy.ts';

let server: ServerProcess;
beforeAll(async () => {
  server = await ServerProcess.start();
});
afterAll(() => server[Symbol.asyncDispose]());

/** Accounts of ledger `main`, which has no limits, with 100 in the first. */
async function accounts(...ids: readonly string[]): Promise<void> {
  const [first = ''] = ids;
  const lines = [...ids.map((id) => `open ${id}`), `deposit ${first} 100`].join('\n');
  expect(await florin(server, [], lines)).toMatchObject({ code: 0, stderr: '' });
}

describe('a one-shot command', () => {
  it('that is done exits 0 and prints the transaction', async () => {
    await accounts('one', 'two');
    const ran = await florin(server, ['transfer', 'one', 'two', '12.50', 'rent for May']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ndjson(ran.stdout)).toMatchObject([
      {
        kind: 'transfer',
        amount: '12.50',
        memo: 'rent for May',
        replayed: false,
        legs: [
          { account: 'one', delta: '-12.50', balance: '87.50' },
          { account: 'two', delta: '12.50', balance: '12.50' },
        ],
      },
    ]);
  });

  it('takes the short forms by `send`, with a memo beside the line', async () => {
    await accounts('Send1', 'Send2');
    const ran = await florin(server, ['send', 'send1 SEND2 t 5', '--memo', 'gift']);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain('"send1" taken as "Send1"');
    expect(ndjson(ran.stdout)).toMatchObject([{ kind: 'transfer', memo: 'gift', amount: '5.00' }]);
  });

  it('with one key acts once, and says the second time that it had been done', async () => {
    await accounts('keyed');
    const deposit = ['deposit', 'keyed', '7', '--key', 'k-keyed'];
    const first = await florin(server, deposit);
    const again = await florin(server, deposit);
    expect(ndjson(again.stdout)).toMatchObject([{ replayed: true }]);
    expect({ ...Object(ndjson(again.stdout)[0]), replayed: false }).toEqual(ndjson(first.stdout)[0]);
    const other = await florin(server, ['deposit', 'keyed', '8', '--key', 'k-keyed']);
    expect(other.code).toBe(1);
    expect(ndjson(other.stdout)).toMatchObject([{ error: { code: 'key_reused', key: 'k-keyed' } }]);
    const outcome = await florin(server, ['outcome', 'k-keyed']);
    expect(outcome.code).toBe(0);
    expect(ndjson(outcome.stdout)).toMatchObject([{ amount: '7.00', key: 'k-keyed' }]);
  });

  it('that is refused exits 1, with a line on stderr and the error as NDJSON', async () => {
    await accounts('poor');
    const ran = await florin(server, ['withdraw', 'poor', '100.01', '--key', 'k-poor']);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toBe('Insufficient funds: poor holds 100.00, 100.01 asked\n');
    expect(ndjson(ran.stdout)).toEqual([
      {
        error: {
          code: 'insufficient_funds',
          message: 'Insufficient funds: poor holds 100.00, 100.01 asked',
          retryable: false,
          key: 'k-poor',
        },
      },
    ]);
    const outcome = await florin(server, ['outcome', 'k-poor']);
    expect(outcome.code).toBe(1);
    expect(ndjson(outcome.stdout)).toMatchObject([{ error: { code: 'insufficient_funds' } }]);
  });

  it('does all that a ledger of money needs', async () => {
    await accounts('guest', 'hotel');
    const done = async (...args: string[]) => {
      const ran = await florin(server, args);
      expect(ran).toMatchObject({ code: 0, stderr: '' });
      const [tx] = ndjson(ran.stdout);
      if (typeof tx !== 'object' || tx === null || !('seq' in tx)) throw new Error(ran.stdout);
      return { ...tx, number: String(tx.seq) };
    };
    const hold = await done('hold', 'guest', 'hotel', '60', 'for', '1h30m', 'room 12');
    expect(hold).toMatchObject({ kind: 'hold', amount: '60.00', memo: 'room 12' });
    const capture = await done('capture', `#${hold.number}`, '45');
    expect(capture).toMatchObject({ kind: 'capture', released: '15.00' });
    expect(await done('reverse', capture.number, '5', 'no breakfast')).toMatchObject({
      reverses: Number(capture.number),
      amount: '5.00',
      memo: 'no breakfast',
    });
    const { number } = await done('hold', 'guest', 'hotel', '10', '--memo', 'spa');
    expect(await done('release', number)).toMatchObject({ kind: 'release', released: '10.00' });
    expect(await done('freeze', 'guest', 'debit')).toMatchObject({ kind: 'freeze', side: 'debit' });
    expect(await done('unfreeze', 'guest')).toMatchObject({ kind: 'unfreeze' });
    expect(await done('rules', 'guest', 'minBalance=-100', 'maxPerDay=250')).toMatchObject({
      rules: { kind: 'fixed', minBalance: '-100', maxPerDay: '250' },
    });
    expect(await done('ledger', 'points', 'PTS', '0', 'maxBalance=500')).toMatchObject({ scale: 0 });
    expect(await done('rules', 'ledger', 'points', 'none')).toMatchObject({ rules: { kind: 'none' } });
    expect(await done('open', 'card', 'points')).toMatchObject({ ledger: 'points' });
    expect(await done('close', 'card', 'lost')).toMatchObject({ kind: 'close', memo: 'lost' });
    const [past] = ndjson((await florin(server, ['balance', 'guest', 'at', hold.number])).stdout);
    expect(past).toMatchObject({
      account: 'guest',
      balance: '100.00',
      available: '40.00',
      at: Number(hold.number),
    });
    const [now] = ndjson((await florin(server, ['balance', 'guest'])).stdout);
    expect(now).toMatchObject({ account: 'guest', balance: '60.00', rules: { kind: 'fixed' } });
    const filtered = ['history', 'guest', '5', 'kind', 'hold', 'with', 'Hotel', 'min', '60', 'memo', 'room'];
    const history = await florin(server, filtered);
    expect(ndjson(history.stdout)).toMatchObject([{ kind: 'hold', amount: '60.00' }]);
    expect(history.stderr).toContain('"Hotel" taken as "hotel"');
  });

  it('lists open holds, of an account, of a ledger or all, and shows one transaction', async () => {
    await accounts('holder', 'taker', 'other');
    expect((await florin(server, ['holds', 'holder'])).stdout).toBe('');
    const lines = ['hold holder taker 60 "room 12"', 'hold holder other 5', 'hold holder other 7'];
    const made = ndjson((await florin(server, [], lines.join('\n'))).stdout);
    const [first, second, third] = made.map((tx) => Object(tx).seq);
    expect(await florin(server, ['release', String(second)])).toMatchObject({ code: 0 });
    const holder = await florin(server, ['holds', 'Holder']);
    expect(holder.stderr).toContain('"Holder" taken as "holder"');
    expect(ndjson(holder.stdout)).toMatchObject([
      { seq: first, from: 'holder', to: 'taker', amount: '60.00', memo: 'room 12' },
      { seq: third, from: 'holder', to: 'other', amount: '7.00' },
    ]);
    expect(ndjson((await florin(server, ['holds', 'taker'])).stdout)).toMatchObject([{ seq: first }]);
    for (const args of [['holds'], ['holds', 'main']]) {
      const all = ndjson((await florin(server, args)).stdout).map((hold) => Object(hold).seq);
      expect(all).toEqual(expect.arrayContaining([first, third]));
      expect(all).not.toContain(second);
    }
    const [shown] = ndjson((await florin(server, ['show', `#${first}`])).stdout);
    expect(shown).toEqual({ ...Object(made[0]), replayed: undefined });
  });

  it('pages through a history by the numbers of its transactions', async () => {
    await accounts('paged');
    const lines = ['deposit paged 1', 'deposit paged 2', 'deposit paged 3'];
    const made = ndjson((await florin(server, [], lines.join('\n'))).stdout);
    const [first, second, third] = made.map((tx) => String(Object(tx).seq));
    const amounts = async (...args: string[]) =>
      ndjson((await florin(server, ['history', 'paged', ...args])).stdout).map((tx) => Object(tx).amount);
    expect(await amounts('before', `#${third}`)).toEqual(['2.00', '1.00', '100.00']);
    expect(await amounts('1', 'before', String(second))).toEqual(['1.00']);
    expect(await amounts('after', String(first))).toEqual(['2.00', '3.00']);
    expect(await amounts('1', 'after', String(first))).toEqual(['2.00']);
    expect(await amounts('after', String(third))).toEqual([]);
  });

  it.each([
    [['holds', 'nobody'], 'unknown_account'],
    [['show', '999999'], 'unknown_tx'],
    [['capture', '999999'], 'unknown_hold'],
    [['reverse', '999999'], 'unknown_tx'],
    [['close', 'A'], 'conflict'],
    [['deposit', 'nobody', '5'], 'unknown_account'],
    [['balances', 'nothing'], 'unknown_account'],
    [['history', 'nobody'], 'unknown_account'],
    [['open', 'fine', 'nowhere'], 'unknown_ledger'],
    [['trial', 'nowhere'], 'unknown_ledger'],
    [['outcome', 'never-used'], 'unknown_key'],
    [['watch', 'nobody'], 'unknown_account'],
    [['watch', '--ledger', 'nowhere'], 'unknown_ledger'],
  ])('%j exits 1 with the code %s', async (args, code) => {
    const ran = await florin(server, args);
    expect(ran.code).toBe(1);
    expect(ndjson(ran.stdout)).toMatchObject([{ error: { code } }]);
  });

  it('without a hub exits 3 within seconds and says how to get one', async () => {
    const ran = await florin({ url: 'ws://127.0.0.1:1/ws' }, ['deposit', 'A', '5', '--timeout', '0.5']);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(
      /^Cannot connect to ws:\/\/127\.0\.0\.1:1\/ws: .*: connection refused\. .*npx florin-server --port 1\n$/,
    );
    expect(ndjson(ran.stdout)).toMatchObject([{ error: { code: 'cannot_connect', key: null } }]);
  });

  it.each(['127.0.0.1:1', 'localhost:1'])('without a hub at %s does the same', async (url) => {
    const ran = await florin({ url }, ['balances', '--timeout', '0.5']);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/^Cannot connect to .*:1: .*npx florin-server --port 1\n$/);
  });

  it('whose answer gets lost exits 4 with the exact command to ask with, which then tells', async () => {
    await accounts('lossy');
    await using proxy = await MutingProxy.start(server.url, '"t":"ok"');
    const args = ['deposit', 'lossy', '5', '--timeout', '1', '--url', proxy.url];
    const ran = await florin(server, args);
    expect(ran.code).toBe(4);
    const [, key, url] = /Ask: florin outcome (\S+) --url (\S+)\n$/.exec(ran.stderr) ?? [];
    expect(url).toBe(proxy.url);
    expect(ndjson(ran.stdout)).toMatchObject([{ error: { code: 'outcome_unknown', retryable: true, key } }]);
    const outcome = await florin(server, ['outcome', key ?? '']);
    expect(ndjson(outcome.stdout)).toMatchObject([{ key, kind: 'deposit', amount: '5.00' }]);
  });

  it('that is interrupted before its answer exits 130, with the key', async () => {
    await accounts('hasty');
    await using proxy = await MutingProxy.start(server.url, '"t":"ok"');
    await using program = new FlorinProcess(['deposit', 'hasty', '5', '--key', 'k-hasty'], proxy);
    await proxy.muted;
    program.signal('SIGINT');
    expect(await program.ended()).toBe(130);
    expect(program.stderr).toContain('Ask: florin outcome k-hasty');
  });
});

describe('a command line that is wrong', () => {
  const books = async () => ndjson((await florin(server, ['trial'])).stdout);
  let before: unknown;
  beforeAll(async () => {
    before = await books();
  });

  it.each([
    [['deposit', 'A'], 'missing required argument'],
    [['deposit', 'A', '-5'], 'Invalid amount: "-5"'],
    [['deposit', 'A', '1e3'], 'Invalid amount: "1e3"'],
    [['deposit', 'A', '5', 'two', 'memos'], '"memos" is one word too many (a memo goes in quotes)'],
    [['deposit', 'A', '5', 'one', '--memo', 'two'], 'Invalid input format'],
    [['deposit', 'A', '5', '--key', 'a key'], 'A key is'],
    [[''], 'unknown command ""'],
    [['help', 'nonsense'], 'error: unknown command "nonsense" (florin --help lists all)\n'],
    [['help', 'depositt'], 'unknown command "depositt", did you mean deposit?'],
    [['hold', 'A', 'B', '5', '30m'], '"30m" comes without for. Try: for 30m'],
    [['hold', 'A', 'B', '10', '2h', 'room'], '"2h" comes without for. Try: for 2h'],
    [['hold', 'A', 'B', '5', '30 minutes'], '"30 minutes" comes without for. Try: for 30m'],
    [['hold', 'A', 'B', '5', '18:00'], '"18:00" comes without until. Try: until 18:00'],
    [['hold', 'A', 'B', '5', '2030-01-31'], '"2030-01-31" comes without until'],
    [['rules', 'main', 'none'], '"main" is a ledger, not an account. Try: rules ledger main none'],
    [['load', '--workload', 'mixed'], 'florin load mixed'],
    [['send', 'A X 100'], 'Invalid operation: "X"'],
    [['send', 'watch A'], 'Invalid operation: "watch" belongs to the prompt'],
    [['send', 'begin'], 'Invalid operation: "begin" belongs to the prompt or a script'],
    [['hold', 'A', 'B', '5', 'for', '30m', '--key', 'k-hold'], 'with --key say until'],
    [['freeze', 'A', 'debt'], '"debt" is not debit, credit or both'],
    [['capture', '14', 'all'], 'Invalid amount: "all"'],
    [['rules', 'A', 'maxPrDay=5'], '"maxPrDay" is no limit, maxPerDay is one'],
    [['hodl', 'A', 'B', '5'], 'did you mean hold?'],
    [['watch', 'A', '--ledger', 'demo'], 'not both'],
    [['transfr', 'A', 'B', '5'], 'unknown command "transfr", did you mean transfer?'],
    [['A', 'D', '100'], 'florin send "A D 100"'],
    [['balances', '--colour'], "unknown option '--colour'"],
    [['balances', '--timeout', 'soon'], 'Give seconds'],
    [['balances', '--url', 'ftp://hub'], 'not an address'],
  ])('%j exits 2 and says why', async (args, why) => {
    const ran = await florin(server, args);
    expect(ran.stderr).toContain(why);
    expect(ran.code).toBe(2);
  });

  it.each([
    [['--url', 'ftp://hub'], {}, 'Invalid address: '],
    [['--ca', 'nope.pem'], {}, 'Invalid certificate: nope.pem cannot be read. Look at --ca'],
    [['--ca', mainFile], {}, 'holds no certificate in PEM. Look at --ca'],
    [['--token-file', '/dev/null'], {}, 'Invalid token: /dev/null is empty. Look at --token-file'],
    [[], { FLORIN_TOKEN: 'two\nlines' }, 'Invalid token: '],
  ])('%j with the environment %j is invalid input', async (flags, env, message) => {
    const ran = await florin({ url: server.url, env }, ['balances', ...flags]);
    expect(ran.code).toBe(2);
    expect(ndjson(ran.stdout)).toMatchObject([
      { error: { code: 'invalid_input', message: expect.stringContaining(message) } },
    ]);
  });

  it('changes nothing', async () => {
    expect(await books()).toEqual(before);
  });
});

describe('a question', () => {
  it('answers with an object a line', async () => {
    await accounts('asked');
    const balances = await florin(server, ['balances', 'asked', '@world:main']);
    expect(ndjson(balances.stdout)).toMatchObject([
      { account: 'asked', ledger: 'main', asset: 'CNY', balance: '100.00', version: 1 },
      { account: '@world:main' },
    ]);
    const history = await florin(server, ['history', 'asked', '1']);
    expect(ndjson(history.stdout)).toMatchObject([{ kind: 'deposit', amount: '100.00' }]);
    const trial = await florin(server, ['trial', 'main']);
    expect(ndjson(trial.stdout)).toMatchObject([{ ledger: 'main', sum: '0.00' }]);
  });

  it('about balances takes a ledger in the place of accounts, and none for all', async () => {
    const demo = await florin(server, ['balances', 'demo']);
    expect(ndjson(demo.stdout)).toMatchObject([{ account: 'A' }, { account: 'B' }, { account: 'C' }]);
    const all = await florin(server, ['balances']);
    expect(ndjson(all.stdout).length).toBeGreaterThan(2);
  });
});

it('empty environment variables are as if unset', async () => {
  const token = await florin({ url: server.url, env: { FLORIN_TOKEN: '' } }, ['balances']);
  expect(token).toMatchObject({ code: 0, stderr: '' });
  // Whether or not a hub is at the default address: that is where it looks.
  const address = await florin({ url: '' }, ['balances', '--timeout', '0.2']);
  expect(address.code).not.toBe(2);
});

it.each([
  [['help'], 'Exit codes'],
  [['help', 'deposit'], 'Usage: florin deposit'],
  [['help', 'hold'], 'hold [options] FROM TO AMOUNT [until TIME | for 30m] ["MEMO"]'],
  [['help', 'hold'], 'florin hold A B 60 for 30m'],
])('%j prints help and exits 0', async (args, text) => {
  const { code, stdout } = await florin(server, args);
  expect(code).toBe(0);
  expect(stdout).toContain(text);
});

it('help names every command, the exit codes and examples, and exits 0', async () => {
  const { code, stdout } = await florin(server, ['--help']);
  expect(code).toBe(0);
  for (const text of [
    'transfer',
    'watch',
    'send',
    'FLORIN_URL',
    'NO_COLOR',
    'Exit codes',
    'florin < commands.txt',
  ]) {
    expect(stdout).toContain(text);
  }
});
