import { expect, test } from 'vitest';
import { parseGoals } from '../../client/load/fail-on.ts';
import { jsonReport } from '../../client/load/report/json.ts';
import type { LoadResult } from '../../client/load/result.ts';
import { sampleResult } from './sample-result.ts';

const goals = parseGoals('p99<150ms,rate>80000,hub.cpu<1ms');
if ('problem' in goals) throw new Error(goals.problem);

test('is the result with its goals', () => {
  const { format, goals: judged, ...result } = JSON.parse(jsonReport(sampleResult, goals));
  expect(format).toBe(1);
  expect(result).toEqual(nullsFor(sampleResult));
  expect(judged).toEqual([
    {
      goal: 'p99<150ms',
      measure: 'p99',
      limit: 150,
      unit: 'ms',
      value: sampleResult.acknowledgement.p99,
      met: true,
    },
    { goal: 'rate>80000', measure: 'rate', limit: 80_000, unit: '/s', value: 76_100.17, met: false },
    { goal: 'hub.cpu<1ms', measure: 'hub.cpu', limit: 1_000, unit: 'us', value: 21.84, met: true },
  ]);
});

test('has the same fields where a run has no figures', () => {
  const bare: LoadResult = { ...sampleResult, watching: undefined, hub: undefined };
  const report = JSON.parse(jsonReport(bare, goals));
  expect(Object.keys(report)).toEqual(Object.keys(JSON.parse(jsonReport(sampleResult, goals))));
  expect(report).toMatchObject({ watching: null, hub: null });
  expect(report.goals[2]).toMatchObject({ value: null, met: false });
});

test('ends with a line break', () => {
  expect(jsonReport(sampleResult, [])).toMatch(/[^\n]\n$/);
});

function nullsFor(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, each) => (each === undefined ? null : each)));
}
