/** Pearson's chi-square of counts against the shares that they are to have. */
export function chiSquare(counts: readonly number[], shares: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count, cell) => {
    const expected = total * (shares[cell] ?? 0);
    return sum + (count - expected) ** 2 / expected;
  }, 0);
}

/**
 * What chi-square exceeds once in ten thousand samples of the right distribution (Wilson and Hilferty's
 * approximation). The samples of these tests have fixed seeds: they pass always or never.
 */
export function chiSquareMax(cells: number): number {
  const freedom = cells - 1;
  const normal = 3.719;
  return freedom * (1 - 2 / (9 * freedom) + normal * Math.sqrt(2 / (9 * freedom))) ** 3;
}

/** How often each cell comes. */
export function tally(cells: number, samples: number, cellOf: (sample: number) => number): number[] {
  const counts = new Array<number>(cells).fill(0);
  for (let sample = 0; sample < samples; sample += 1) {
    const cell = cellOf(sample);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return counts;
}

export function evenShares(cells: number): number[] {
  return new Array<number>(cells).fill(1 / cells);
}
