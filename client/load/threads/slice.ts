import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { RequestKind } from '../kinds.ts';

/** How long a slice is: so often a thread tells how it goes. A whole number of slices is a second. */
export const sliceMs = 250;

/** What a thread measured in a slice of the run. Posting it shares the histograms, so they change hands. */
export interface Slice extends SliceCounts {
  /** 0 is the first of the measured part; before it they are negative. What comes after the end is in the last. */
  readonly index: number;
  /** Microseconds of commands that began in the measured part and were answered in this slice. */
  readonly acknowledgement: RecordableHistogram;
  /** Microseconds of transactions of the measured part that watchers saw in this slice. */
  readonly watching: RecordableHistogram;
  /** Of `mixed`: what came of each kind of command or question, in this slice. */
  readonly kinds: readonly KindSlice[];
}

export interface KindSlice {
  readonly kind: RequestKind;
  answered: number;
  refused: number;
  /** Microseconds from sending (or the due moment) to the answer. */
  readonly latency: RecordableHistogram;
}

export interface SliceCounts {
  /** Commands answered with `ok`. */
  acknowledged: number;
  /** Error code to count. */
  refused: Record<string, number>;
  retries: number;
  skipped: number;
  reads: number;
  /** What watchers were sent. */
  events: number;
  lagged: number;
}

export function noCounts(): SliceCounts {
  return { acknowledged: 0, refused: {}, retries: 0, skipped: 0, reads: 0, events: 0, lagged: 0 };
}

/** What is slower counts as this slow. */
const latencyMicrosMax = 600_000_000;

/** For latencies in microseconds, in steps of a thousandth of the value. */
export function newHistogram(): RecordableHistogram {
  return createHistogram({ lowest: 1, highest: latencyMicrosMax, figures: 3 });
}

/** Records a latency of so many milliseconds. */
export function recordLatency(histogram: RecordableHistogram, ms: number): void {
  histogram.record(Math.min(Math.max(1, Math.round(ms * 1_000)), latencyMicrosMax));
}
