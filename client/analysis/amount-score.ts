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

/** Score of an amount behind others; `undefined` where they are too few to tell. Infinite where all were the same. */
export function amountScore(amount: number, earlier: readonly number[]): number | undefined {
  if (earlier.length < amountsMin) return undefined;
  const middle = median(earlier);
  if (amount === middle) return 0;
  const distances = earlier.map((each) => Math.abs(each - middle));
  const mad = median(distances);
  if (mad > 0) return (normalMad * (amount - middle)) / mad;
  const mean = distances.reduce((sum, each) => sum + each, 0) / distances.length;
  return (normalMeanDistance * (amount - middle)) / mean;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const [below = 0, above = 0] = [sorted[half - 1], sorted[half]];
  return sorted.length % 2 === 1 ? above : (below + above) / 2;
}
