/** Seed of the random tests; a failing one prints the seed and the path to its smallest counterexample. */
const seed = Number(process.env.FLORIN_TEST_SEED ?? 20_260_131);

/** Parameters of a random test: the same cases on every run, unless FLORIN_TEST_SEED asks for others. */
export function runs(numRuns: number): { seed: number; numRuns: number } {
  return { seed, numRuns };
}
