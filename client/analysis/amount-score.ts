/**
 * How far an amount lies from those before it: the modified z-score of Iglewicz and Hoaglin ("How to Detect and
 * Handle Outliers", 1993), 0.6745 · (amount − median) / MAD. MAD is the median of the distances from the median;
 * unlike mean and standard deviation, neither is moved by a few wild amounts, so an outlier does not hide the
 * next. 0.6745 makes it a count of standard deviations where amounts are spread normally.
 */

/** Amounts that are looked back on. */
export const amountsKept = 100;
/** Amounts that there have to be before any is called unusual. */
export const amountsMin = 20;
/** Score from which an amount is unusual. Iglewicz and Hoaglin name 3.5; amounts of money spread wider. */
export const unusualScore = 6;

const normalMad = 0.6745;
/** The same factor for the mean of the distances, which stands in where half of all amounts are the same. */
const normalMeanDistance = 0.7979;

/**
 * Score of an amount behind others, which are given in ascending order; `undefined` where they are too few to tell.
 * Infinite where all were the same.
 */
export function amountScore(amount: number, earlier: readonly number[]): number | undefined {
  if (earlier.length < amountsMin) return undefined;
  const middle = median(earlier);
  if (amount === middle) return 0;
  const mad = medianDistance(earlier, middle);
  if (mad > 0) return (normalMad * (amount - middle)) / mad;
  const mean = earlier.reduce((sum, each) => sum + Math.abs(each - middle), 0) / earlier.length;
  return (normalMeanDistance * (amount - middle)) / mean;
}

function median(sorted: readonly number[]): number {
  const half = sorted.length >> 1;
  const [below = 0, above = 0] = [sorted[half - 1], sorted[half]];
  return sorted.length % 2 === 1 ? above : (below + above) / 2;
}

/** Median of the distances from the middle: found from there outwards, without sorting them. */
function medianDistance(sorted: readonly number[], middle: number): number {
  const half = sorted.length >> 1;
  let [left, right] = [half - 1, half];
  let [before, distance] = [0, 0];
  for (let taken = 0; taken <= half; taken += 1) {
    const below = middle - (sorted[left] ?? Number.NEGATIVE_INFINITY);
    const above = (sorted[right] ?? Number.POSITIVE_INFINITY) - middle;
    before = distance;
    if (below <= above) {
      distance = below;
      left -= 1;
    } else {
      distance = above;
      right += 1;
    }
  }
  return sorted.length % 2 === 1 ? distance : (before + distance) / 2;
}
