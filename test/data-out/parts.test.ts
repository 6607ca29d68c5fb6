import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvField, guardedText, unguardedText } from '../../client/data-out/csv-field.ts';
import { AtomicFile } from '../../client/data-out/export/atomic-file.ts';
import { ParquetRows } from '../../client/data-out/export/parquet-writer.ts';
import { inOrder } from '../../client/data-out/in-order.ts';
import { monthOf, parseMonth } from '../../client/data-out/period-options.ts';
import { fitted, textWidth } from '../../client/terminal/format/text-width.ts';
import { parseCsv } from '../support/parse-csv.ts';
import { runs } from '../support/runs.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';
import { readParquet } from './read-parquet.ts';

describe('text in CSV', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '＝', ' ', '\t', '\r', '\n', '"', ',', 'a') }),
  );

  test('never begins like a formula once guarded, and comes back as it was', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const guarded = guardedText(text);
        expect(guarded).not.toMatch(/^\s*[=+\-@＝＋－＠]/u);
        expect(unguardedText(guarded)).toBe(text);
      }),
      runs(1_000),
    );
  });

  test('is quoted so that any reader finds the same fields', () => {
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1 }), (fields) => {
        expect(parseCsv(`${fields.map(csvField).join(',')}\r\n`)).toEqual([fields]);
      }),
      runs(500),
    );
  });
});

describe('jobs in order', () => {
  const { signal } = new AbortController();

  test('come in the order of their inputs, however long each takes, few ahead', async () => {
    const [ahead, count] = [3, 20];
    const ends: (() => void)[] = [];
    let underWay = 0;
    let most = 0;
    const job = async (input: number): Promise<number> => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise<void>((resolve) => ends.push(resolve));
      underWay -= 1;
      return input;
    };
    const results: number[] = [];
    const inputs = Array.from({ length: count }, (_, nth) => nth);
    const reading = (async () => {
      for await (const result of inOrder(ahead, signal, inputs, job)) results.push(result);
    })();
    // The newest that is under way ends first.
    while (results.length < count) {
      ends.pop()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await reading;
    expect(results).toEqual(inputs);
    expect(most).toBe(ahead + 1);
  });

  test('end with the first that fails, and what is under way is aborted', async () => {
    const aborted: number[] = [];
    const job = (input: number, inner: AbortSignal): Promise<number> =>
      new Promise((resolve, reject) => {
        inner.addEventListener('abort', () => {
          aborted.push(input);
          reject(new Error('aborted'));
        });
        if (input === 1) reject(new Error('one fails'));
        if (input === 0) resolve(input);
      });
    const results: number[] = [];
    const reading = (async () => {
      for await (const result of inOrder(2, signal, [0, 1, 2, 3, 4, 5], job)) results.push(result);
    })();
    await expect(reading).rejects.toThrow('one fails');
    expect(results).toEqual([0]);
    expect(aborted).toEqual(expect.arrayContaining([2, 3]));
  });
});

test('Parquet goes to the file a group of rows at a time', async () => {
  await using folder = await TemporaryFolder.make();
  const out = folder.file('many.parquet');
  const columns = [
    { name: 'n', type: 'integer', of: (row: number) => row },
    { name: 'm', type: 'money', of: (row: number) => (row % 3 === 0 ? undefined : `-${row}.5`) },
  ] as const;
  const rows = Array.from({ length: 120_001 }, (_, nth) => nth);
  {
    await using file = await AtomicFile.open(out, false);
    const writer = new ParquetRows<number>({ columns, facts: {}, scale: 1 }, file);
    for (let at = 0; at < rows.length; at += 7_000) {
      await writer.write(rows.slice(at, at + 7_000));
      // Nothing is written until there are 50,000 rows, and then what they take is given back.
      expect(file.bytes > 0).toBe(at + 7_000 > 50_000);
    }
    expect(file.bytes).toBeGreaterThan(100_000);
    await writer.end();
    await file.commit();
  }
  const read = await readParquet(out);
  expect(read.groups).toEqual([50_000, 50_000, 20_001]);
  expect(read.rows.length).toBe(rows.length);
  expect(
    read.rows.every(({ n, m }, nth) => {
      const money = Object(m);
      return n === BigInt(nth) && (nth % 3 === 0 ? m === null : money.minor === -10n * BigInt(nth) - 5n);
    }),
  ).toBe(true);
});

describe('a month', () => {
  test('goes from its first moment to the first of the next', () => {
    expect(parseMonth('2026-11')).toEqual({ from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' });
    expect(parseMonth('2026-12')).toEqual({ from: '2026-12-01T00:00:00Z', to: '2027-01-01T00:00:00Z' });
    expect(monthOf(Date.parse('2026-11-30T23:59:59.999Z'))).toBe('2026-11-01T00:00:00Z');
  });
  test.each(['2026-13', '2026-00', '2026-1', '2026', '2026-11-01', 'May', '', '2026-11\n'])(
    '%j is none',
    (text) => {
      expect(() => parseMonth(text)).toThrow('Give a month');
    },
  );
});

describe('the width of text', () => {
  test.each([
    ['abc', 3],
    ['ünï', 3],
    ['u\u0308', 1],
    ['一二', 4],
    ['ﾊﾝ', 2],
    ['ＡＢ', 4],
  ])('%j is %i', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });

  test('text that does not fit ends in an ellipsis and never takes more', () => {
    expect(fitted('abcdef', 6)).toBe('abcdef');
    expect(fitted('abcdef', 5)).toBe('abcd…');
    expect(fitted('一二三', 5)).toBe('一二…');
    expect(fitted('一二三', 4)).toBe('一…');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, width) => {
        expect(textWidth(fitted(text, width))).toBeLessThanOrEqual(width);
      }),
      runs(300),
    );
  });
});
