import { expect, test } from 'vitest';
import { CounterRandom } from '../../client/load/random.ts';
import { chiSquare, chiSquareMax, evenShares, tally } from './chi-square.ts';

const cells = 256;
const samples = 200_000;

/** The draw at these coordinates. */
function at(seed: number, stream: number, index: number, draw: number): number {
  const random = new CounterRandom(seed);
  random.seek(stream, index);
  for (let before = 0; before < draw; before += 1) random.next();
  return random.next();
}

test('a draw depends on its coordinates alone, not on what was drawn before', () => {
  const random = new CounterRandom(42);
  random.seek(3, 1_000);
  const drawn = [random.next(), random.next(), random.next()];
  random.seek(4, 7);
  random.next();
  random.seek(3, 1_000);
  expect([random.next(), random.next(), random.next()]).toEqual(drawn);
  expect(drawn).toEqual([0, 1, 2].map((draw) => at(42, 3, 1_000, draw)));
});

test('other coordinates give other draws, beyond 32 bits of index too', () => {
  const draws = [
    at(1, 0, 0, 0),
    at(2, 0, 0, 0),
    at(1, 1, 0, 0),
    at(1, 0, 1, 0),
    at(1, 0, 2 ** 32, 0),
    at(1, 0, 2 ** 52, 0),
    at(1, 0, 0, 1),
  ];
  expect(new Set(draws).size).toBe(draws.length);
});

test.each([
  ['indices', (sample: number): number => at(7, 0, sample, 0)],
  ['indices beyond 32 bits', (sample: number): number => at(7, 5, 2 ** 32 + sample, 0)],
  ['streams', (sample: number): number => at(7, sample, 0, 0)],
  ['seeds', (sample: number): number => at(sample, 0, 0, 0)],
])('draws of successive %s are spread evenly', (_, draw) => {
  const counts = tally(cells, samples, (sample) => Math.floor(draw(sample) * cells));
  expect(chiSquare(counts, evenShares(cells))).toBeLessThan(chiSquareMax(cells));
});

test('successive draws are spread evenly, their last bits too', () => {
  const random = new CounterRandom(7);
  random.seek(0, 0);
  const high = tally(cells, samples, () => random.below(cells));
  const low = tally(cells, samples, () => (random.next() * 2 ** 53) % cells);
  expect(chiSquare(high, evenShares(cells))).toBeLessThan(chiSquareMax(cells));
  expect(chiSquare(low, evenShares(cells))).toBeLessThan(chiSquareMax(cells));
});

test.each([
  ['the next index', (sample: number): [number, number] => [at(7, 0, sample, 0), at(7, 0, sample + 1, 0)]],
  ['the next stream', (sample: number): [number, number] => [at(7, sample, 9, 0), at(7, sample + 1, 9, 0)]],
  ['the next draw', (sample: number): [number, number] => [at(7, 0, sample, 0), at(7, 0, sample, 1)]],
  ['the next seed', (sample: number): [number, number] => [at(sample, 0, 9, 0), at(sample + 1, 0, 9, 0)]],
])('a draw says nothing of %s', (_, pair) => {
  const counts = tally(cells, samples, (sample) => {
    const [first, second] = pair(sample);
    return Math.floor(first * 16) * 16 + Math.floor(second * 16);
  });
  expect(chiSquare(counts, evenShares(cells))).toBeLessThan(chiSquareMax(cells));
});
