import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { connect } from '../../client/sdk/index.ts';
import { textWidth } from '../../client/terminal/format/text-width.ts';
import { parseMoney } from '../../shared/money.ts';
import { StatementEntrySchema } from '../../shared/transaction.ts';
import { ScriptedHub } from '../sdk/scripted-hub.ts';
import { ServerProcess } from '../support/server-process.ts';
import { FlorinProcess, florin, ndjson } from '../terminal/florin-process.ts';
import { makeFullBooks } from './full-books.ts';

const many = 2_300;
let server: ServerProcess;
/** A moment between the first entries of `A` and its later ones. */
let between: string;
beforeAll(async () => {
  server = await ServerProcess.start();
  await using hub = connect(server.url);
  await makeFullBooks(hub);
  const { at } = await hub.deposit({ account: 'A', amount: '1', memo: 'first' });
  let last = at;
  while (last === at) ({ at: last } = await hub.deposit({ account: 'B', amount: '0.01' }));
  between = last;
  await Promise.all(
    Array.from({ length: many }, (_, nth) =>
      nth % 3 === 0
        ? hub.transfer({ from: 'A', to: 'B', amount: '0.25', memo: `number ${nth}` })
        : hub.deposit({ account: 'A', amount: '0.10' }),
    ),
  );
});
afterAll(() => server[Symbol.asyncDispose]());

const OpeningSchema = z.object({
  event: z.literal('opening'),
  account: z.string(),
  from: z.string(),
  to: z.string(),
  opening: z.string(),
});
const ClosingSchema = z.object({
  event: z.literal('closing'),
  closing: z.string(),
  in: z.string(),
  out: z.string(),
  entries: z.int(),
});

async function statement(...words: readonly string[]) {
  const ran = await florin(server, ['statement', '--json', ...words]);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  const lines = ndjson(ran.stdout);
  return {
    opening: OpeningSchema.parse(lines[0]),
    entries: lines.slice(1, -1).map((line) => StatementEntrySchema.parse(line)),
    closing: ClosingSchema.parse(lines.at(-1)),
  };
}

function minor(money: string): bigint {
  return parseMoney(money, 2) ?? 0n;
}

test('opening balance and entries come to the closing balance, over several pages', async () => {
  const { opening, entries, closing } = await statement('A', '--from', between);
  expect(opening).toMatchObject({ account: 'A', opening: '1001.00', from: between });
  expect(entries.length).toBe(many);
  let balance = minor(opening.opening);
  for (const entry of entries) {
    balance += minor(entry.delta);
    expect(minor(entry.balance)).toBe(balance);
  }
  expect(balance).toBe(minor(closing.closing));
  const sums = entries.map(({ delta }) => minor(delta));
  const sum = (some: readonly bigint[]): bigint => some.reduce((all, each) => all + each, 0n);
  expect(minor(closing.in)).toBe(sum(sums.filter((delta) => delta > 0n)));
  expect(minor(closing.out)).toBe(-sum(sums.filter((delta) => delta < 0n)));
  expect(closing.entries).toBe(many);
  await using hub = connect(server.url);
  expect(closing.closing).toBe((await hub.get(['A'])).accounts[0]?.balance);
});

test('a period holds what happened in it alone', async () => {
  const before = await statement('A', '--from', '2020-01-01', '--to', between);
  expect(before.opening.opening).toBe('0.00');
  expect(before.closing).toMatchObject({ closing: '1001.00', in: '1001.00', out: '0.00', entries: 2 });
  const none = await statement('A', '--month', '2020-02');
  expect(none.opening).toMatchObject({ from: '2020-02-01T00:00:00Z', to: '2020-03-01T00:00:00Z' });
  expect(none.closing).toMatchObject({ closing: '0.00', entries: 0 });
});

describe('the page', () => {
  test('has a heading, both balances, every entry and the totals, in 80 columns', async () => {
    const { code, stdout } = await florin(server, [
      'statement',
      'a',
      '--from',
      '2020-01-01',
      '--to',
      between,
    ]);
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'Statement of account A',
      'Ledger demo, in CNY',
      `From 2020-01-01 00:00:00 to before ${between.slice(0, 19).replace('T', ' ')}, all times UTC`,
    ]);
    expect(lines.slice(4).map((line) => line.replace(/\d{4}-\d\d-\d\d \d\d:\d\d/, 'DATE'))).toEqual([
      'Date              What      With    Amount  Balance  Memo',
      'DATE  opening balance               0.00',
      'DATE  deposit         +1000.00  1000.00  opening balance',
      'DATE  deposit            +1.00  1001.00  first',
      'DATE  closing balance            1001.00',
      '',
      '2 entries',
      'Opening balance    0.00',
      'In              1001.00',
      'Out                0.00',
      'Closing balance 1001.00',
      '',
    ]);
  });

  test('tells of a hold what is held once it is done, before its memo', async () => {
    await using hub = connect(server.url);
    await hub.open({ account: 'holder', ledger: 'demo' });
    await hub.deposit({ account: 'holder', amount: '90' });
    const { seq } = await hub.hold({ from: 'holder', to: 'A', amount: '60.50', memo: 'room 12' });
    await hub.release({ hold: seq });
    const { stdout } = await florin(server, ['statement', 'holder']);
    expect(stdout).toMatch(/ hold {6}A {15}90\.00 {2}60\.50 held {2}room 12\n/);
    expect(stdout).toMatch(/ release .* 90\.00 {2}0\.00 held\n/);
  });

  test.each(['till', 'safe', 'A'])('of %s has no line above 80 columns', async (account) => {
    const { stdout } = await florin(server, ['statement', account]);
    const lines = stdout.split('\n');
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.filter((line) => textWidth(line) > 80)).toEqual([]);
  });

  test('never shortens money', async () => {
    const { stdout } = await florin(server, ['statement', 'fine-high']);
    for (const money of ['+9223372.036854775807', '-18446744.073709551615', '-9223372.036854775808'])
      expect(stdout).toContain(money);
  });

  test.each([
    [['nobody'], 1, 'Unknown account'],
    [['A', '--month', '2026-13'], 2, 'Give a month'],
    [['A', '--month', '2026-11', '--from', '2026-11-01'], 2, 'cannot be used with'],
    [['A', '--to', '2026-11-01'], 2, '--to needs --from'],
    [['=A'], 2, 'An account is'],
  ])('%j is told what is wrong with it', async (words, code, said) => {
    const ran = await florin(server, ['statement', ...words]);
    expect(ran).toMatchObject({ code, stdout: '' });
    expect(ran.stderr.replace(/\s+/g, ' ')).toContain(said);
  });
});

test('entries that do not lead to the closing balance are told of, and end with a failure', async () => {
  await using hub = await ScriptedHub.listen();
  await using program = new FlorinProcess(['statement', 'A'], hub);
  const connection = await hub.welcome();
  const state = { ledger: 'demo', asset: 'CNY', balance: '2.00', available: '2.00', version: 1 };
  const [get] = await connection.requests(1);
  connection.send({ t: 'accounts', id: get?.id ?? 0, seq: 5, accounts: [{ account: 'A', ...state }] });
  const [asked] = await connection.requests(1);
  const at = '2026-01-31T12:00:00.000Z';
  const entry = { seq: 4, at, kind: 'deposit', key: 'k', by: 'anonymous', version: 1 } as const;
  connection.send({
    ...{ t: 'statement', id: asked?.id ?? 0, seq: 5, account: 'A', ledger: 'demo', asset: 'CNY' },
    ...{
      from: '2026-01-01T00:00:00Z',
      to: '2026-02-01T00:00:00Z',
      opening: '0.00',
      closing: '2.00',
      next: null,
    },
    entries: [{ ...entry, delta: '1.00', balance: '1.00', available: '1.00' }],
  });
  expect(await program.ended()).toBe(1);
  expect(program.stderr).toContain('the entries do not lead to the closing balance 2.00');
});
