import type { RecordableHistogram } from 'node:perf_hooks';
import { type RequestKind, requestKinds } from './kinds.ts';
import { latencyOf, percentileMs } from './latency.ts';
import type { Interval, KindFigures } from './result.ts';
import {
  type KindSlice,
  newHistogram,
  noCounts,
  type Slice,
  type SliceCounts,
  sliceMs,
} from './threads/slice.ts';

/** Seconds whose histograms are kept open for threads that come late; what comes later counts in the totals alone. */
const openSecondsMax = 30;
const slicesPerSecond = 1_000 / sliceMs;

/** What all threads measured, put together slice by slice. */
export class Figures {
  readonly acknowledgement = newHistogram();
  readonly watching = newHistogram();
  readonly #totals: SliceCounts = noCounts();
  readonly #kinds = new Map<RequestKind, KindSlice>();
  readonly #seconds: OpenSecond[] = [];
  readonly #closed: Interval[] = [];
  /** Acknowledged by slice, of the newest few. */
  readonly #recent = new Map<number, number>();
  #newest = Number.NEGATIVE_INFINITY;

  /** Counts of the measured part. */
  get totals(): Readonly<SliceCounts> {
    return this.#totals;
  }

  /** Commands acknowledged a second, over the newest whole second; of the warm-up too. */
  get rate(): number {
    let acknowledged = 0;
    for (let back = 1; back <= slicesPerSecond; back += 1)
      acknowledged += this.#recent.get(this.#newest - back) ?? 0;
    return acknowledged;
  }

  /** Milliseconds, of the newest second that has any; undefined before the first. */
  get p99(): number | undefined {
    const newest = this.#seconds.findLast(({ acknowledgement }) => acknowledgement.count > 0);
    return newest && percentileMs(newest.acknowledgement, 0.99);
  }

  /** Takes a slice and empties its histograms. */
  add(slice: Slice): void {
    const { index, acknowledged, acknowledgement, watching, kinds } = slice;
    this.#newest = Math.max(this.#newest, index);
    this.#recent.set(index, (this.#recent.get(index) ?? 0) + acknowledged);
    this.#recent.delete(this.#newest - 2 * slicesPerSecond);
    if (index >= 0) {
      this.#count(slice);
      this.acknowledgement.add(acknowledgement);
      this.watching.add(watching);
      for (const kind of kinds) this.#addKind(kind);
      const second = this.#secondAt(Math.floor(index / slicesPerSecond));
      if (second !== undefined) {
        second.acknowledged += acknowledged;
        second.acknowledgement.add(acknowledgement);
        second.watching.add(watching);
      }
    }
    acknowledgement.reset();
    watching.reset();
    for (const { latency } of kinds) latency.reset();
  }

  /** Of each kind of command or question that was told of, in the order in which they are shown. */
  get kinds(): KindFigures[] {
    return requestKinds.flatMap((kind) => {
      const figures = this.#kinds.get(kind);
      if (figures === undefined) return [];
      const { answered, refused, latency } = figures;
      return [{ kind, answered, refused, latency: latencyOf(latency) }];
    });
  }

  #addKind({ kind, answered, refused, latency }: KindSlice): void {
    const known = this.#kinds.get(kind) ?? { kind, answered: 0, refused: 0, latency: newHistogram() };
    this.#kinds.set(kind, known);
    known.answered += answered;
    known.refused += refused;
    known.latency.add(latency);
  }

  /** Second by second, of a measured part of this many; what came after it is in the totals alone. */
  timeline(seconds: number): Interval[] {
    this.#close(0);
    return this.#closed
      .slice(0, Math.ceil(seconds))
      .map((interval) => ({ ...interval, second: Math.min(interval.second, seconds) }));
  }

  #count({ acknowledged, refused, retries, skipped, reads, events, lagged }: SliceCounts): void {
    const totals = this.#totals;
    totals.acknowledged += acknowledged;
    totals.retries += retries;
    totals.skipped += skipped;
    totals.reads += reads;
    totals.events += events;
    totals.lagged += lagged;
    for (const [code, count] of Object.entries(refused))
      totals.refused[code] = (totals.refused[code] ?? 0) + count;
  }

  /** Opens all seconds up to this one; undefined where it is closed already. */
  #secondAt(number: number): OpenSecond | undefined {
    while (this.#closed.length + this.#seconds.length <= number) {
      this.#seconds.push({ acknowledged: 0, acknowledgement: newHistogram(), watching: newHistogram() });
      this.#close(openSecondsMax);
    }
    return this.#seconds[number - this.#closed.length];
  }

  #close(keep: number): void {
    while (this.#seconds.length > keep) {
      const second = this.#seconds.shift();
      if (second === undefined) return;
      const { acknowledged, acknowledgement, watching } = second;
      this.#closed.push({
        second: this.#closed.length + 1,
        acknowledged,
        acknowledgementP99: p99Of(acknowledgement),
        watchingP99: p99Of(watching),
      });
    }
  }
}

interface OpenSecond {
  acknowledged: number;
  readonly acknowledgement: RecordableHistogram;
  readonly watching: RecordableHistogram;
}

function p99Of(histogram: RecordableHistogram): number | undefined {
  return histogram.count === 0 ? undefined : percentileMs(histogram, 0.99);
}
