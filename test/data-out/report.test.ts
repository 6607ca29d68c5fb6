import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Flows, noFlow } from '../../client/data-out/report/flows.ts';
import { Movers, moversMax } from '../../client/data-out/report/movers.ts';
import { connect } from '../../client/sdk/index.ts';
import { formatMoney, parseMoney } from '../../shared/money.ts';
import type { Transaction } from '../../shared/transaction.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { ServerProcess } from '../support/server-process.ts';
import { florin } from '../terminal/florin-process.ts';
import { makeFullBooks } from './full-books.ts';

let server: ServerProcess;
let txs: readonly Transaction[];
let bigSeq: number;
beforeAll(async () => {
  server = await ServerProcess.start();
  await using hub = connect(server.url);
  await makeFullBooks(hub);
  await hub.createLedger({ ledger: 'town', asset: 'EUR', scale: 2 });
  const accounts = ['ann', 'bob', 'cy'];
  for (const account of accounts) {
    await hub.open({ account, ledger: 'town' });
    await hub.deposit({ account, amount: '5000' });
  }
  const random = seededRandom(7);
  for (let nth = 0; nth < 200; nth += 1) {
    const [from = '', to = ''] = accounts.toSorted(() => random() - 0.5);
    await hub.transfer({ from, to, amount: formatMoney(BigInt(1 + Math.floor(random() * 900)), 2) });
  }
  ({ seq: bigSeq } = await hub.transfer({ from: 'ann', to: 'bob', amount: '2500', memo: 'house' }));
  ({ txs } = await hub.journal({ limit: 1_000 }));
});
afterAll(() => server[Symbol.asyncDispose]());

const MoverSchema = z.object({
  account: z.string(),
  turnover: z.string(),
  in: z.string(),
  out: z.string(),
  net: z.string(),
  movements: z.int(),
});
const FlowSchema = { transactions: z.int(), in: z.string(), out: z.string(), within: z.optional(z.string()) };
const ReportSchema = z.object({
  ledgers: z.array(
    z.object({
      ledger: z.string(),
      ...FlowSchema,
      kinds: z.array(z.object({ kind: z.string(), transactions: z.int(), amount: z.string() })),
      flows: z.array(z.object({ from: z.string(), ...FlowSchema })),
      byTurnover: z.array(MoverSchema),
      byNet: z.array(MoverSchema),
      unusual: z.object({
        count: z.int(),
        most: z.array(
          z.object({ seq: z.int(), account: z.string(), delta: z.string(), score: z.nullable(z.number()) }),
        ),
      }),
    }),
  ),
});

async function reported(...flags: readonly string[]) {
  const ran = await florin(server, ['report', '--json', ...flags]);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  return ReportSchema.parse(JSON.parse(ran.stdout));
}

describe('the report of all ledgers', () => {
  test('has the totals that a plain fold over all transactions has', async () => {
    const { ledgers } = await reported();
    expect(ledgers.map(({ ledger }) => ledger)).toEqual(['demo', 'fine', 'main', 'shop', 'town', 'whole']);
    const scales = new Map([
      ['fine', 12],
      ['whole', 0],
    ]);
    for (const { ledger, kinds, flows, ...total } of ledgers) {
      const own = txs.filter((tx) => tx.ledger === ledger);
      const scale = scales.get(ledger) ?? 2;
      const sum = (some: readonly (string | undefined)[]): string =>
        formatMoney(
          some.reduce((all, money) => all + (parseMoney(money ?? '0', scale) ?? 0n), 0n),
          scale,
        );
      const world = `@world:${ledger}`;
      const moving = own.filter(({ legs }) => legs.length === 2);
      const given = (by: (tx: Transaction) => boolean): string =>
        sum(moving.filter(by).map(({ legs }) => legs[1]?.delta));
      expect(total).toMatchObject({
        transactions: own.length,
        in: given(({ legs }) => legs[0]?.account === world),
        out: given(({ legs }) => legs[1]?.account === world),
        within: given(({ legs }) => legs.every(({ account }) => account !== world)),
      });
      const names = [...new Set(own.map(({ kind }) => kind))];
      expect(new Map(kinds.map((kind) => [kind.kind, kind]))).toEqual(
        new Map(
          names.map((kind) => {
            const these = own.filter((tx) => tx.kind === kind);
            const amount = sum(these.map((tx) => tx.amount ?? tx.released));
            return [kind, { kind, transactions: these.length, amount }];
          }),
        ),
      );
      expect(flows.reduce((all, { transactions }) => all + transactions, 0)).toBe(own.length);
      expect(sum(flows.map(({ in: into }) => into))).toBe(total.in);
    }
  });

  test('has every account with what came and went, the largest first', async () => {
    const { ledgers } = await reported('--ledger', 'town');
    const deltas = new Map<string, bigint[]>();
    for (const { legs } of txs.filter(({ ledger }) => ledger === 'town'))
      for (const { account, delta } of legs)
        deltas.set(account, [...(deltas.get(account) ?? []), parseMoney(delta, 2) ?? 0n]);
    const plain = ['ann', 'bob', 'cy'].map((account) => {
      const own = deltas.get(account) ?? [];
      const plus = own.filter((delta) => delta > 0n).reduce((all, delta) => all + delta, 0n);
      const minus = own.filter((delta) => delta < 0n).reduce((all, delta) => all - delta, 0n);
      const money = (minor: bigint): string => formatMoney(minor, 2);
      return {
        account,
        turnover: money(plus + minus),
        in: money(plus),
        out: money(minus),
        net: money(plus - minus),
        movements: own.length,
      };
    });
    const by = (size: (mover: (typeof plain)[number]) => number) =>
      plain.toSorted((a, b) => size(b) - size(a));
    expect(ledgers[0]?.byTurnover).toEqual(by(({ turnover }) => Number(turnover)));
    expect(ledgers[0]?.byNet).toEqual(by(({ net }) => Math.abs(Number(net))));
  });

  test('has the movement that stands out, of both accounts', async () => {
    const { ledgers } = await reported('--ledger', 'town');
    const found = ledgers[0]?.unusual.most.filter(({ seq }) => seq === bigSeq);
    expect(found).toMatchObject([
      { account: expect.stringMatching(/ann|bob/), delta: expect.stringMatching(/2500\.00$/) },
      { account: expect.stringMatching(/ann|bob/), delta: expect.stringMatching(/2500\.00$/) },
    ]);
    expect(ledgers[0]?.unusual.most[0]?.seq).toBe(bigSeq);
  });
});

test('the report of an account tells of its side alone', async () => {
  const { ledgers } = await reported('--account', 'ann');
  const own = txs.flatMap(({ legs }) => legs.filter(({ account }) => account === 'ann'));
  const sum = (sign: RegExp): string => {
    const minors = own.filter(({ delta }) => sign.test(delta)).map(({ delta }) => parseMoney(delta, 2) ?? 0n);
    return formatMoney(
      minors.reduce((all, minor) => all + (minor < 0n ? -minor : minor), 0n),
      2,
    );
  };
  expect(ledgers).toMatchObject([
    { ledger: 'town', transactions: own.length, in: sum(/^\d/), out: sum(/^-/) },
  ]);
  expect(ledgers[0]?.byTurnover.map(({ account }) => account).sort()).toEqual(['@world:town', 'bob', 'cy']);
  expect(ledgers[0]?.unusual.most.map(({ account }) => account)).toContain('ann');
  expect(new Set(ledgers[0]?.unusual.most.map(({ account }) => account)).size).toBe(1);
});

describe('the page', () => {
  test('shows it to a person, with the score explained', async () => {
    const { code, stdout } = await florin(server, ['report', '--ledger', 'town']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Ledger town, EUR\n/);
    for (const part of ['Kind', 'Per hour, UTC', 'By turnover', 'By net change', 'Unusual #', 'MAD'])
      expect(stdout).toContain(part);
    expect(stdout).toContain(String(bigSeq));
  });

  test('says so where there is nothing', async () => {
    const ran = await florin(server, ['report', '--from', '2999-01-01']);
    expect(ran).toMatchObject({ code: 0, stdout: 'No transactions from 2999-01-01T00:00:00Z.\n' });
  });

  test.each([
    [['--ledger', 'nowhere'], 1, 'Unknown ledger'],
    [['--account', 'nobody'], 1, 'Unknown account'],
    [['--account', 'ann', '--ledger', 'town'], 2, 'cannot be used with'],
    [['--to', 'tomorrow'], 2, 'Give a time in UTC'],
  ])('%j is told what is wrong with it', async (flags, code, said) => {
    const ran = await florin(server, ['report', ...flags]);
    expect(ran).toMatchObject({ code, stdout: '' });
    expect(ran.stderr.replace(/\s+/g, ' ')).toContain(said);
  });
});

describe('bounds', () => {
  test('flows over a long time are joined to days and months, and nothing is lost', () => {
    const flows = new Flows();
    const hourMs = 3_600_000;
    const hours = 24 * 365 * 3;
    for (let hour = 0; hour < hours; hour += 1) flows.add(hour * hourMs, { ...noFlow, count: 1, in: 2n });
    const { per, spans } = flows.timeline(Number.POSITIVE_INFINITY);
    expect(per).toBe('30 days');
    expect(spans.length).toBe(Math.ceil((365 * 3) / 30));
    expect(spans[0]).toEqual({ fromMs: 0, count: 720, in: 1_440n, out: 0n, within: 0n });
    expect(spans.reduce((all, { count }) => all + count, 0)).toBe(hours);
  });

  test('hours stay hours as long as they are few, and are joined for a short list', () => {
    const flows = new Flows();
    for (let hour = 100; hour > 0; hour -= 1) flows.add(hour * 3_600_000, { ...noFlow, count: 1 });
    expect(flows.timeline(100)).toMatchObject({ per: 'hour', spans: { length: 100 } });
    const { per, spans } = flows.timeline(31);
    expect([per, spans.map(({ count }) => count)]).toEqual(['day', [23, 24, 24, 24, 5]]);
  });

  test('accounts beyond the bound are counted, and those before it stay exact', () => {
    const movers = new Movers();
    for (let nth = 0; nth < moversMax + 5; nth += 1) movers.add(`a${nth}`, 1n);
    movers.add('a0', -3n);
    movers.add(`a${moversMax}`, 100n);
    expect(movers.leftOut).toBe(6);
    expect(movers.byTurnover(1)).toEqual([{ account: 'a0', in: 1n, out: 3n, count: 2 }]);
    expect(movers.byNet(1)).toEqual([{ account: 'a0', in: 1n, out: 3n, count: 2 }]);
  });
});
