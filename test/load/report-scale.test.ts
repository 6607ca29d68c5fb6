import { expect, test } from 'vitest';
import { bytesText, countOf, figureText } from '../../client/load/report/numbers.ts';
import { linearScale, percentileAt } from '../../client/load/report/scale.ts';

test.each([
  [0, ['0', '0.2', '0.4', '0.6', '0.8', '1.0'].slice(0, 2)],
  [0.034, ['0', '0.01', '0.02', '0.03', '0.04']],
  [1, ['0', '0.2', '0.4', '0.6', '0.8', '1.0']],
  [9.7, ['0', '2', '4', '6', '8', '10']],
  [51, ['0', '20', '40', '60']],
  [226, ['0', '50', '100', '150', '200', '250']],
  [12_400, ['0', '5 k', '10 k', '15 k']],
  [79_588, ['0', '20 k', '40 k', '60 k', '80 k']],
  [1_100_000, ['0', '0.5 M', '1 M', '1.5 M']],
])('an axis up to %d has few, round ticks', (max, labels) => {
  const { ticks, end } = linearScale(max);
  expect(ticks.map(({ label }) => label)).toEqual(labels);
  expect(end).toBeGreaterThanOrEqual(max);
  expect(ticks.at(-1)?.at).toBe(1);
});

test('each nine takes as much of a percentile axis', () => {
  const places = [0, 0.9, 0.99, 0.999, 0.9999].map(percentileAt);
  for (const [nth, place] of places.entries()) expect(place).toBeCloseTo(nth / 4, 9);
});

test.each([
  [0, '0'],
  [0.00123, '0.0012'],
  [0.0994, '0.099'],
  [0.0996, '0.10'],
  [0.845, '0.84'],
  [9.99, '9.99'],
  [9.996, '10.0'],
  [99.94, '99.9'],
  [99.96, '100'],
  [1234.5, '1,235'],
])('%d is written %s', (value, text) => {
  expect(figureText(value)).toBe(text);
});

test('bytes and counts have their units', () => {
  expect(bytesText(432_013_312)).toBe('412 MiB');
  expect(bytesText(3 * 2 ** 30)).toBe('3.00 GiB');
  expect([countOf(1, 'watcher'), countOf(0, 'watcher'), countOf(1_000, 'watcher')]).toEqual([
    '1 watcher',
    '0 watchers',
    '1,000 watchers',
  ]);
});
