import type { RecordableHistogram } from 'node:perf_hooks';
import type { ErrorCode } from '../../../shared/codes.ts';
import type { RequestKind } from '../kinds.ts';
import { steadyMs, UnixClock } from './clock.ts';
import type { Schedule } from './messages.ts';
import {
  type KindSlice,
  newHistogram,
  noCounts,
  recordLatency,
  type Slice,
  type SliceCounts,
  sliceMs,
} from './slice.ts';

/**
 * What a thread measures, slice by slice. A latency counts where its command began in the measured part,
 * however late the answer comes: a stall that lasts beyond the end would be lost otherwise.
 */
export class Meter {
  readonly #schedule: Schedule;
  readonly #post: (slice: Slice) => void;
  readonly #clock = new UnixClock();
  readonly #timer: NodeJS.Timeout;
  /** Histograms that came back empty. */
  readonly #spare: RecordableHistogram[] = [];
  #index: number;
  #sliceEndMs: number;
  #endMs: number;
  #counts: SliceCounts = noCounts();
  #acknowledgement: RecordableHistogram;
  #watching: RecordableHistogram;
  readonly #kinds: Map<RequestKind, KindSlice> | undefined;

  /** By kind too, where that is wanted. */
  constructor(schedule: Schedule, post: (slice: Slice) => void, tellsKinds: boolean) {
    this.#schedule = schedule;
    this.#post = post;
    this.#kinds = tellsKinds ? new Map() : undefined;
    this.#endMs = schedule.endMs;
    this.#acknowledgement = this.#histogram();
    this.#watching = this.#histogram();
    this.#index = Math.floor((steadyMs() - schedule.measureMs) / sliceMs);
    this.#sliceEndMs = this.#endOf(this.#index);
    this.#timer = setInterval(() => this.#turn(steadyMs()), sliceMs);
  }

  acknowledged(kind: RequestKind, startedMs: number, nowMs: number): void {
    if (nowMs >= this.#sliceEndMs) this.#turn(nowMs);
    if (nowMs < this.#endMs) this.#counts.acknowledged += 1;
    if (this.#isMeasured(startedMs)) recordLatency(this.#acknowledgement, nowMs - startedMs);
    if (this.#kinds !== undefined) this.#answered(this.#kinds, kind, startedMs, nowMs);
  }

  refused(kind: RequestKind, code: ErrorCode): void {
    this.#turnedMs();
    this.#counts.refused[code] = (this.#counts.refused[code] ?? 0) + 1;
    if (this.#kinds !== undefined) this.#ofKind(this.#kinds, kind).refused += 1;
  }

  retried(commands: number): void {
    this.#turnedMs();
    this.#counts.retries += commands;
  }

  /** A command whose moment was `dueMs` is never sent. */
  skipped(dueMs: number): void {
    if (dueMs >= this.#schedule.measureMs && dueMs < this.#endMs) this.#counts.skipped += 1;
  }

  read(kind: RequestKind, startedMs: number, nowMs: number): void {
    if (nowMs >= this.#sliceEndMs) this.#turn(nowMs);
    if (nowMs < this.#endMs) this.#counts.reads += 1;
    if (this.#kinds !== undefined) this.#answered(this.#kinds, kind, startedMs, nowMs);
  }

  /** A watcher was sent so many events in a frame. */
  events(count: number): void {
    if (this.#turnedMs() < this.#endMs) this.#counts.events += count;
  }

  lagged(): void {
    this.#turnedMs();
    this.#counts.lagged += 1;
  }

  /** Unix time, as finely as {@link watched} wants it. */
  unixMs(): number {
    return this.#clock.nowMs();
  }

  /** At `seenMs` a watcher saw a transaction of `atMs`, both Unix time. */
  watched(atMs: number, seenMs: number): void {
    const { measureUnixMs, measureMs } = this.#schedule;
    if (atMs >= measureUnixMs && atMs - measureUnixMs < this.#endMs - measureMs)
      recordLatency(this.#watching, seenMs - atMs);
  }

  /** The measured part ends then, and not when it was to. */
  endAt(endMs: number): void {
    this.#endMs = endMs;
  }

  /** Takes back histograms that were posted, emptied. */
  takeBack(...histograms: readonly RecordableHistogram[]): void {
    this.#spare.push(...histograms);
  }

  /** Posts what is left; nothing is to be measured any more. */
  close(): void {
    clearInterval(this.#timer);
    this.#turn(steadyMs());
  }

  /** The time, in whose slice is counted now: a timer alone would be late for what happens at once. */
  #turnedMs(): number {
    const nowMs = steadyMs();
    if (nowMs >= this.#sliceEndMs) this.#turn(nowMs);
    return nowMs;
  }

  #turn(nowMs: number): void {
    this.#post({
      index: this.#index,
      ...this.#counts,
      acknowledgement: this.#acknowledgement,
      watching: this.#watching,
      kinds: [...(this.#kinds?.values() ?? [])],
    });
    this.#kinds?.clear();
    this.#counts = noCounts();
    this.#acknowledgement = this.#histogram();
    this.#watching = this.#histogram();
    this.#clock.adjust();
    this.#index = Math.floor((nowMs - this.#schedule.measureMs) / sliceMs);
    this.#sliceEndMs = this.#endOf(this.#index);
  }

  #answered(kinds: Map<RequestKind, KindSlice>, kind: RequestKind, startedMs: number, nowMs: number): void {
    const slice = this.#ofKind(kinds, kind);
    if (nowMs < this.#endMs) slice.answered += 1;
    if (this.#isMeasured(startedMs)) recordLatency(slice.latency, nowMs - startedMs);
  }

  #ofKind(kinds: Map<RequestKind, KindSlice>, kind: RequestKind): KindSlice {
    let slice = kinds.get(kind);
    if (slice === undefined) {
      slice = { kind, answered: 0, refused: 0, latency: this.#histogram() };
      kinds.set(kind, slice);
    }
    return slice;
  }

  #isMeasured(startedMs: number): boolean {
    return startedMs >= this.#schedule.measureMs && startedMs < this.#endMs;
  }

  #endOf(index: number): number {
    return this.#schedule.measureMs + (index + 1) * sliceMs;
  }

  #histogram(): RecordableHistogram {
    return this.#spare.pop() ?? newHistogram();
  }
}
