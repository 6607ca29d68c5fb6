import type { RecordableHistogram } from 'node:perf_hooks';
import type { Latency } from './result.ts';

/** Shares of a curve: eight steps to each further nine, up to 0.9999. */
const curveShares = Array.from({ length: 33 }, (_, step) => 1 - 10 ** (-step / 8));

/** What a histogram of microseconds comes to. */
export function latencyOf(histogram: RecordableHistogram): Latency {
  const ms = (share: number): number => percentileMs(histogram, share);
  return {
    count: histogram.count,
    mean: histogram.count === 0 ? 0 : histogram.mean / 1_000,
    p50: ms(0.5),
    p90: ms(0.9),
    p99: ms(0.99),
    p999: ms(0.999),
    max: histogram.count === 0 ? 0 : histogram.max / 1_000,
    curve: histogram.count === 0 ? [] : curveShares.map((share) => ({ share, ms: ms(share) })),
  };
}

/** The latency that this share of a histogram's values does not exceed, milliseconds; 0 where it has none. */
export function percentileMs(histogram: RecordableHistogram, share: number): number {
  if (histogram.count === 0) return 0;
  return (share === 0 ? histogram.min : histogram.percentile(share * 100)) / 1_000;
}
