import { amountsKept, amountsMin, unusualScore } from '../analysis/amount-score.ts';

/** A score for people: whole numbers, for more would not mean anything. */
export function scoreText(score: number): string {
  return score === Number.POSITIVE_INFINITY ? 'all before alike' : Math.round(score).toLocaleString('en-US');
}

/** What stands beside a movement that is unusual for its account. */
export const unusualMark = '!';
/** What that mark means. */
export const unusualLegend = `${unusualMark} unusual: far above what the account moved before`;

/** How a score comes about. */
export const scoreExplained = `An amount is unusual where it is far above what its account moved before: (amount − median) × 0.6745 / MAD of its last ${amountsKept} amounts is ${unusualScore} or more. MAD is the median distance from the median. An account's first ${amountsMin} amounts are never called unusual.`;
