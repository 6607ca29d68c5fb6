import { expect, test } from 'vitest';
import { CounterRandom } from '../../client/load/random.ts';
import { Zipf } from '../../client/load/zipf.ts';
import { chiSquare, chiSquareMax, tally } from './chi-square.ts';

const samples = 200_000;

/** The chance of each rank, summed rather than approximated. */
function exactShares(size: number, exponent: number): Float64Array {
  const shares = new Float64Array(size);
  for (let rank = 1; rank <= size; rank += 1) shares[rank - 1] = rank ** -exponent;
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}

/** How often each rank came, of ranks that are drawn as a load run draws them: one a command. */
function ranks(
  size: number,
  exponent: number,
): (cellOf: (rank: number) => number, cells: number, count?: number) => number[] {
  const zipf = new Zipf(size, exponent);
  const random = new CounterRandom(11);
  return (cellOf, cells, count = samples) =>
    tally(cells, count, (sample) => {
      random.seek(0, sample);
      return cellOf(zipf.rank(random));
    });
}

test.each([
  [2, 0],
  [2, 1],
  [2, 2],
  [10, 0.3],
  [10, 1],
  [100, 0],
  [100, 0.5],
  [100, 0.99],
  [100, 1],
  [100, 1.000_000_001],
  [100, 1.3],
  [30, 2],
])('of %i ranks with exponent %d, each comes as often as it is to', (size, exponent) => {
  const counts = ranks(size, exponent)((rank) => rank - 1, size);
  expect(chiSquare(counts, [...exactShares(size, exponent)])).toBeLessThan(chiSquareMax(size));
});

test('the distribution is exact, which only many samples show', () => {
  // Accepting a little too much or too little, as a rejection method may, shifts the rarer ranks by a few percent.
  const counts = ranks(30, 2)((rank) => rank - 1, 30, 2_000_000);
  expect(chiSquare(counts, [...exactShares(30, 2)])).toBeLessThan(chiSquareMax(30));
});

test.each([0, 0.5, 0.99, 1, 1.5])(
  'of two million ranks with exponent %d, each part has its share',
  (exponent) => {
    const size = 2_000_000;
    const parts = 21;
    // Ranks 1, 2–3, 4–7 and so on.
    const partOf = (rank: number): number => Math.floor(Math.log2(rank));
    const shares = new Array<number>(parts).fill(0);
    for (const [index, share] of exactShares(size, exponent).entries()) {
      const part = partOf(index + 1);
      shares[part] = (shares[part] ?? 0) + share;
    }
    const counts = ranks(size, exponent)(partOf, parts);
    // Chi-square needs a few in each cell: the rarest parts count together.
    const isRare = shares.map((share) => share * samples < 10);
    const joined = (values: readonly number[]): number[] => [
      ...values.filter((_, part) => !isRare[part]),
      values.reduce((sum, value, part) => sum + (isRare[part] ? value : 0), 0) + Number.MIN_VALUE,
    ];
    const joinedShares = joined(shares);
    expect(chiSquare(joined(counts), joinedShares)).toBeLessThan(chiSquareMax(joinedShares.length));
  },
);

test('every rank lies within the size, however uneven they are', () => {
  for (const size of [1, 2, 3, 2_000_000]) {
    for (const exponent of [0, 0.001, 1, 2]) {
      const outside = ranks(size, exponent)((rank) => (rank >= 1 && rank <= size ? 0 : 1), 2)[1];
      expect(outside).toBe(0);
    }
  }
});
