import { expect, test } from 'vitest';
import { histogramBetween, labelledGrowth, parseSeries, quantile } from '../../client/metrics/prometheus.ts';

test('series are read with their labels, values and times; what is none is left out', () => {
  const text = `# HELP a Help with {braces="yes"} 5
# TYPE a counter
a 1
a_total{kind="x",outcome="ok"} 12.5
b{text="a \\"quoted\\" }, \\\\ and a \\n line"} -3e2 1700000000000\r
c +Inf
d -Inf
e NaN
f{unfinished="
g
{nameless="1"} 1
9lives 1

é 1`;
  expect(parseSeries(text).map(({ name, labels, value }) => [name, [...labels], value])).toEqual([
    ['a', [], 1],
    [
      'a_total',
      [
        ['kind', 'x'],
        ['outcome', 'ok'],
      ],
      12.5,
    ],
    ['b', [['text', 'a "quoted" }, \\ and a \n line']], -300],
    ['c', [], Number.POSITIVE_INFINITY],
    ['d', [], Number.NEGATIVE_INFINITY],
  ]);
});

test.each([['<html><body>404</body></html>'], ['{"json":true}'], [''], ['\0\0\0'], ['{'.repeat(100)]])(
  'of text that is no metrics nothing is read: %s',
  (text) => {
    expect(parseSeries(text)).toEqual([]);
  },
);

test('a histogram is the difference of two', () => {
  const before = parseSeries(
    'h_bucket{le="1"} 5\nh_bucket{le="2"} 6\nh_bucket{le="+Inf"} 6\nh_sum 8\nh_count 6',
  );
  const after = parseSeries(
    'h_bucket{le="+Inf"} 16\nh_bucket{le="2"} 15\nh_bucket{le="1"} 8\nh_sum 33\nh_count 16',
  );
  expect(histogramBetween(before, after, 'h')).toEqual({
    mean: 2.5,
    buckets: [
      { upTo: 1, count: 3 },
      { upTo: 2, count: 9 },
      { upTo: Number.POSITIVE_INFINITY, count: 10 },
    ],
  });
});

test.each([
  ['nothing was observed', 'h_bucket{le="+Inf"} 6\nh_sum 8', 'h_bucket{le="+Inf"} 6\nh_sum 8'],
  ['it began anew', 'h_bucket{le="+Inf"} 6\nh_sum 8', 'h_bucket{le="+Inf"} 2\nh_sum 1'],
  ['it was not there before', '', 'h_bucket{le="+Inf"} 6\nh_sum 8'],
  ['it is not there after', 'h_bucket{le="+Inf"} 6\nh_sum 8', ''],
  ['its buckets are others', 'h_bucket{le="1"} 6\nh_sum 8', 'h_bucket{le="2"} 9\nh_sum 20'],
  ['it has no sum', 'h_bucket{le="+Inf"} 6', 'h_bucket{le="+Inf"} 9'],
])('there is no difference where %s', (_, before, after) => {
  expect(histogramBetween(parseSeries(before), parseSeries(after), 'h')).toBeUndefined();
});

test('the growth of a label is that of all its series, wherever they begin', () => {
  const before = parseSeries('c{kind="a",outcome="no"} 2\nc{kind="a",outcome="ok"} 9');
  const after = parseSeries(
    'c{kind="a",outcome="no"} 5\nc{kind="b",outcome="no"} 4\nc{kind="a",outcome="ok"} 90\nd{outcome="no"} 7',
  );
  const growth = (value: string): number =>
    labelledGrowth(before, after, { name: 'c', label: 'outcome', value });
  expect([growth('no'), growth('ok'), growth('other')]).toEqual([7, 81, 0]);
});

const buckets = [
  { upTo: 1, count: 50 },
  { upTo: 2, count: 90 },
  { upTo: 3, count: 90 },
  { upTo: 5, count: 98 },
  { upTo: Number.POSITIVE_INFINITY, count: 100 },
];

test.each([
  [0, 0],
  [0.01, 0.02],
  [0.5, 1],
  [0.7, 1.5],
  [0.9, 2],
  [0.94, 4],
  [0.98, 5],
  [0.99, 5],
  [1, 5],
])('the quantile %d lies in its bucket as far as its rank does', (share, value) => {
  expect(quantile(buckets, share)).toBeCloseTo(value, 9);
});
