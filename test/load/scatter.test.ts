import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Scatter } from '../../client/load/scatter.ts';
import { runs } from '../support/runs.ts';

test('each place has a number of its own', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), (size) => {
      const scatter = new Scatter(size);
      const numbers = new Set(Array.from({ length: size }, (_, place) => scatter.at(place)));
      return numbers.size === size && [...numbers].every((number) => number >= 0 && number < size);
    }),
    runs(200),
  );
});

test.each([100, 1_000, 10_007, 100_000, 2_000_000])('of %i, the first few places are far apart', (size) => {
  const few = 10;
  const scatter = new Scatter(size);
  const numbers = Array.from({ length: few }, (_, place) => scatter.at(place)).sort((a, b) => a - b);
  const gaps = numbers.map((number, index) => (numbers[index + 1] ?? (numbers[0] ?? 0) + size) - number);
  // Evenly spread they would be a tenth apart.
  expect(Math.min(...gaps)).toBeGreaterThan(size / few / 3);
});
