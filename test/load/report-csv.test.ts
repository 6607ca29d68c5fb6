import { expect, test } from 'vitest';
import { measures } from '../../client/load/measures.ts';
import { csvReport } from '../../client/load/report/csv.ts';
import type { LoadResult } from '../../client/load/result.ts';
import { parseCsv } from '../support/parse-csv.ts';
import { mixedResult, sampleResult } from './sample-result.ts';

test('has every measure under its name, as it was measured', () => {
  const row = rowOf(mixedResult);
  for (const { name, of } of measures)
    expect([name, row[name]]).toEqual([name, String(of(mixedResult) ?? '')]);
  expect(row).toMatchObject({ 'hold.count': '83000', 'unfreeze.refused': '3', 'unfreeze.p99': '' });
});

test('tells the run by what was asked of it', () => {
  expect(rowOf(sampleResult)).toMatchObject({
    started: '2026-01-31T12:00:00.000Z',
    workload: 'transfer',
    accounts: '100000',
    skew: '0.99',
    clients: '64',
    inflight: '40',
    target: '',
    seed: '2718281828',
    problems: '0',
  });
});

test('what was not measured is empty, and the columns stay', () => {
  const bare: LoadResult = { ...sampleResult, watching: undefined, hub: undefined };
  expect(rowOf(bare)).toMatchObject({ 'watch.p99': '', 'commit.p50': '', lag: '' });
  expect(Object.keys(rowOf(bare))).toEqual(Object.keys(rowOf(mixedResult)));
});

test('text comes back as it was, whatever it holds', () => {
  const machine = 'a "big", old\r\nbox';
  const { environment } = sampleResult;
  expect(rowOf({ ...sampleResult, environment: { ...environment, machine } }).machine).toBe(machine);
});

test('rows of two runs make one table', () => {
  const one = csvReport(sampleResult);
  const other = csvReport({ ...sampleResult, watching: undefined, startedAt: '2026-02-01T12:00:00.000Z' });
  const [header, first, second, ...more] = parseCsv(one + other.slice(other.indexOf('\r\n') + 2));
  expect([first?.length, second?.length]).toEqual([header?.length, header?.length]);
  expect(more).toEqual([]);
});

function rowOf(result: LoadResult): Record<string, string | undefined> {
  const [header = [], row = [], ...more] = parseCsv(csvReport(result));
  expect(more).toEqual([]);
  expect(new Set(header).size).toBe(header.length);
  expect(row.length).toBe(header.length);
  return Object.fromEntries(header.map((name, index) => [name, row[index]]));
}
