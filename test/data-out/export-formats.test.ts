import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unguardedText } from '../../client/data-out/csv-field.ts';
import { connect } from '../../client/sdk/index.ts';
import { decimalsOf, parseMoney } from '../../shared/money.ts';
import type { AccountState, Transaction } from '../../shared/transaction.ts';
import { parseCsv } from '../support/parse-csv.ts';
import { ServerProcess } from '../support/server-process.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';
import { florin, ndjson } from '../terminal/florin-process.ts';
import { hostileMemos, makeFullBooks } from './full-books.ts';
import { readParquet } from './read-parquet.ts';

/** What comes out is compared with what the hub says, each format by a reader that knows nothing of the writer. */

let server: ServerProcess;
let folder: TemporaryFolder;
let txs: readonly Transaction[];
let accounts: readonly AccountState[];
let seq: number;
beforeAll(async () => {
  server = await ServerProcess.start();
  folder = await TemporaryFolder.make();
  await using hub = connect(server.url);
  await makeFullBooks(hub);
  ({ txs } = await hub.journal({ limit: 1_000 }));
  ({ accounts, seq } = await hub.list({ limit: 1_000 }));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

type Values = Readonly<Record<string, string | number | undefined>>;

const assets = new Map([
  ['main', 'CNY'],
  ['demo', 'CNY'],
  ['shop', 'EUR'],
  ['whole', 'X'],
  ['fine', 'X'],
]);
const text = (value: object | undefined): string | undefined => value && JSON.stringify(value);

/** The rows as they should be. */
const expected: Readonly<Record<string, () => readonly Values[]>> = {
  transactions: () =>
    txs.map((tx) => {
      const isMoved = tx.legs.length === 2;
      return {
        seq: tx.seq,
        at: tx.at,
        kind: tx.kind,
        ledger: tx.ledger,
        asset: assets.get(tx.ledger),
        account: tx.account ?? (tx.kind === 'release' ? tx.legs[0]?.account : undefined),
        from: isMoved ? tx.legs[0]?.account : tx.from,
        to: isMoved ? tx.legs[1]?.account : tx.to,
        amount: tx.amount,
        released: tx.released,
        hold: tx.hold,
        reverses: tx.reverses,
        expires: tx.expires,
        side: tx.side,
        scale: tx.scale,
        rules: text(tx.rules),
        memo: tx.memo,
        key: tx.key,
        by: tx.by,
        deadline: tx.deadline,
        expect: text(tx.expect),
      };
    }),
  entries: () =>
    txs.flatMap((tx) =>
      tx.legs.map((leg, place) => ({
        seq: tx.seq,
        at: tx.at,
        kind: tx.kind,
        ledger: tx.ledger,
        asset: assets.get(tx.ledger),
        account: leg.account,
        counterparty: tx.legs.length === 2 ? tx.legs[1 - place]?.account : tx.to,
        delta: leg.delta,
        balance: leg.balance,
        available: leg.available,
        version: leg.version,
        memo: tx.memo,
        key: tx.key,
        by: tx.by,
      })),
    ),
  accounts: () =>
    accounts.map((account) => ({
      account: account.account,
      ledger: account.ledger,
      asset: account.asset,
      balance: account.balance,
      available: account.available,
      version: account.version,
      frozen: account.frozen,
      closed: account.closed && 'true',
      rules: text(account.rules),
      as_of_seq: seq,
    })),
};
const moneyColumns = new Set(['amount', 'released', 'delta', 'balance', 'available']);
const foreignColumns = new Set(['memo', 'key']);

test('the books have what is hard to write', () => {
  const kinds = new Set(txs.map(({ kind }) => kind));
  expect(kinds.size).toBe(13);
  expect(txs.map(({ memo }) => memo)).toEqual(
    expect.arrayContaining(hostileMemos.filter((memo) => memo !== '')),
  );
  const amounts = txs.map(({ amount }) => amount);
  expect(amounts).toContain('18446744073709551615');
  expect(amounts).toContain('18446744.073709551615');
});

describe.each(['transactions', 'entries', 'accounts'])('%s', (table) => {
  const rows = (): readonly Values[] => expected[table]?.() ?? [];

  test('come out as CSV, every value exact, in RFC 4180', async () => {
    const ran = await florin(server, ['export', table]);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const [header = [], ...records] = parseCsv(ran.stdout);
    expect(header).toEqual(Object.keys(rows()[0] ?? {}));
    const read = records.map((record) =>
      record.map((field, place) => (foreignColumns.has(header[place] ?? '') ? unguardedText(field) : field)),
    );
    expect(read).toEqual(rows().map((row) => Object.values(row).map((value) => String(value ?? ''))));
  });

  test('come out as NDJSON, every value exact', async () => {
    const ran = await florin(server, ['export', table, '--format', 'ndjson']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ndjson(ran.stdout)).toEqual(rows().map((row): unknown => JSON.parse(JSON.stringify(row))));
  });

  test('come out as Parquet, every value exact', async () => {
    const out = folder.file(`${table}.parquet`);
    const ran = await florin(server, ['export', table, '--format', 'parquet', '--out', out]);
    expect(ran).toMatchObject({ code: 0, stdout: '' });
    expect(ran.stderr).toMatch(new RegExp(`^${rows().length} ${table} in ${out}, .* MiB, .* s\n$`));
    const parquet = await readParquet(out);
    expect(parquet.facts['florin.table']).toBe(table);
    const scale = 12;
    const exact = (name: string, value: string | number | undefined): unknown => {
      if (value === undefined) return null;
      if (typeof value === 'number') return BigInt(value);
      if (name === 'at') return new Date(value);
      return moneyColumns.has(name) ? { minor: parseMoney(value, scale), scale } : value;
    };
    expect(parquet.rows).toEqual(
      rows().map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, exact(name, value)])),
      ),
    );
  });
});

test('money in Parquet has the decimals of the ledger, where one is named', async () => {
  const out = folder.file('shop.parquet');
  await florin(server, ['export', 'entries', '--format', 'parquet', '--ledger', 'shop', '--out', out]);
  const { rows } = await readParquet(out);
  const legs = txs.filter(({ ledger }) => ledger === 'shop').flatMap((tx) => tx.legs);
  expect(rows.map(({ delta }) => delta)).toEqual(
    legs.map(({ delta }) => ({ minor: parseMoney(delta, 2), scale: 2 })),
  );
  expect(legs.every(({ delta }) => decimalsOf(delta) === 2)).toBe(true);
});

test('no field of CSV begins like a formula but money, ids and names of the hub', async () => {
  const { stdout } = await florin(server, ['export', 'transactions']);
  const [header = [], ...records] = parseCsv(stdout);
  for (const name of foreignColumns) {
    const fields = records.map((record) => record[header.indexOf(name)]);
    expect(fields.filter((field) => /^\s*[=+\-@＝]/.test(field ?? ''))).toEqual([]);
  }
});

test('a file holds what stdout would', async () => {
  const out = folder.file('entries.csv');
  await florin(server, ['export', 'entries', '--out', out]);
  const { stdout } = await florin(server, ['export', 'entries']);
  expect(await readFile(out, 'utf8')).toBe(stdout);
});
