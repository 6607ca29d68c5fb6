import { describe, expect, test } from 'vitest';
import { Figures } from '../../client/load/figures.ts';
import { latencyOf } from '../../client/load/latency.ts';
import { steadyMs } from '../../client/load/threads/clock.ts';
import { Meter } from '../../client/load/threads/meter.ts';
import { newHistogram, noCounts, recordLatency, type Slice } from '../../client/load/threads/slice.ts';
import { CommitTimes } from '../../client/load/watch/commit-times.ts';
import { LateTimes } from '../../client/load/watch/late-times.ts';

/** A slice with these latencies, milliseconds, of commands and of watchers. */
function sliceOf(index: number, acknowledgements: readonly number[], watched: readonly number[] = []): Slice {
  const [acknowledgement, watching] = [newHistogram(), newHistogram()];
  for (const ms of acknowledgements) recordLatency(acknowledgement, ms);
  for (const ms of watched) recordLatency(watching, ms);
  return {
    index,
    ...noCounts(),
    acknowledged: acknowledgements.length,
    acknowledgement,
    watching,
    kinds: [],
  };
}

/** A meter whose measured part began at 0 of its clocks and lasts a minute, and all that it posts. */
function newMeter(): { readonly meter: Meter; readonly close: () => Figures } {
  const figures = new Figures();
  const measureMs = steadyMs();
  const meter = new Meter(
    { warmUpMs: measureMs, measureMs, measureUnixMs: 0, endMs: measureMs + 60_000 },
    (slice) => figures.add(slice),
    true,
  );
  return {
    meter,
    close: () => {
      meter.close();
      return figures;
    },
  };
}

describe('latencies', () => {
  test('are told to a thousandth, and their curve rises', () => {
    const histogram = newHistogram();
    for (let ms = 1; ms <= 1_000; ms += 1) recordLatency(histogram, ms);
    const latency = latencyOf(histogram);
    expect(latency.count).toBe(1_000);
    for (const [value, expected] of [
      [latency.mean, 500.5],
      [latency.p50, 500],
      [latency.p99, 990],
      [latency.p999, 999],
      [latency.max, 1_000],
    ] as const)
      expect(Math.abs(value / expected - 1)).toBeLessThan(0.002);
    const { curve } = latency;
    expect(curve[0]?.share).toBe(0);
    expect(curve.at(-1)?.share).toBeCloseTo(0.9999);
    for (const [at, point] of curve.slice(1).entries()) {
      expect(point.share).toBeGreaterThan(curve[at]?.share ?? 1);
      expect(point.ms).toBeGreaterThanOrEqual(curve[at]?.ms ?? 0);
    }
  });

  test('of nothing are all 0', () => {
    expect(latencyOf(newHistogram())).toMatchObject({ count: 0, mean: 0, p50: 0, max: 0, curve: [] });
  });
});

describe('figures', () => {
  test('put the slices of all threads together, second by second', () => {
    const figures = new Figures();
    for (const slice of [sliceOf(0, [1, 2]), sliceOf(3, [3], [7]), sliceOf(4, [50]), sliceOf(0, [10])])
      figures.add({ ...slice, retries: 1, refused: { busy: 2 } });
    expect(figures.totals).toMatchObject({ acknowledged: 5, retries: 4, refused: { busy: 8 } });
    expect(figures.acknowledgement.count).toBe(5);
    const timeline = figures.timeline(1.5);
    expect(timeline).toMatchObject([
      { second: 1, acknowledged: 4 },
      { second: 1.5, acknowledged: 1, watchingP99: undefined },
    ]);
    expect(timeline[0]?.acknowledgementP99).toBeCloseTo(10, 1);
    expect(timeline[0]?.watchingP99).toBeCloseTo(7, 1);
  });

  test('leave the warm-up out, and have what comes after the end in the totals alone', () => {
    const figures = new Figures();
    for (const slice of [sliceOf(-1, [1]), sliceOf(0, [2]), sliceOf(9, [400])]) figures.add(slice);
    expect(figures.acknowledgement.count).toBe(2);
    expect(figures.timeline(1)).toMatchObject([{ second: 1, acknowledged: 1 }]);
  });

  test('hand the histograms back empty', () => {
    const slice = sliceOf(0, [1], [2]);
    new Figures().add(slice);
    expect([slice.acknowledgement.count, slice.watching.count]).toEqual([0, 0]);
  });

  test('go on over a silence of minutes', () => {
    const figures = new Figures();
    figures.add(sliceOf(0, [1]));
    figures.add(sliceOf(400, [2]));
    const timeline = figures.timeline(101);
    expect(timeline).toHaveLength(101);
    expect(timeline.at(0)).toMatchObject({ acknowledged: 1 });
    expect(timeline.at(50)).toMatchObject({ acknowledged: 0, acknowledgementP99: undefined });
    expect(timeline.at(100)).toMatchObject({ second: 101, acknowledged: 1 });
  });
});

describe('a meter', () => {
  test('counts a command by its answer, and its latency by its beginning', () => {
    const { meter, close } = newMeter();
    const nowMs = steadyMs();
    meter.acknowledged('transfer', nowMs - 10_000, nowMs);
    meter.acknowledged('transfer', nowMs, nowMs + 5);
    meter.acknowledged('transfer', nowMs + 59_000, nowMs + 70_000);
    const figures = close();
    expect(figures.totals.acknowledged).toBe(2);
    expect(figures.acknowledgement.count).toBe(2);
    expect(latencyOf(figures.acknowledgement).max).toBeCloseTo(11_000, -2);
  });

  test('counts what watchers see of transactions of the measured part alone', () => {
    const { meter, close } = newMeter();
    meter.watched(-1, 5);
    meter.watched(10, 30);
    meter.watched(60_000, 60_001);
    const { watching } = close();
    expect(watching.count).toBe(1);
    expect(latencyOf(watching).max).toBeCloseTo(20, 1);
  });

  test('takes an end that comes early', () => {
    const { meter, close } = newMeter();
    const nowMs = steadyMs();
    meter.endAt(nowMs + 1);
    meter.acknowledged('transfer', nowMs, nowMs + 2);
    meter.acknowledged('transfer', nowMs + 2, nowMs + 3);
    meter.skipped(nowMs);
    meter.skipped(nowMs + 2);
    const figures = close();
    expect(figures.totals).toMatchObject({ acknowledged: 0, skipped: 1 });
    expect(figures.acknowledgement.count).toBe(1);
  });
});

describe('times of transactions', () => {
  test('are found by their names until newer ones push them out', () => {
    const times = new CommitTimes(CommitTimes.newBuffer(), 1_000);
    times.set(0, 7, 1_500);
    times.set(7, 0, 900);
    expect([times.get(0, 7), times.get(7, 0), times.get(7, 7)]).toEqual([1_500, 900, undefined]);
    times.set(0, 7 + 2 ** 20, 2_000);
    expect([times.get(0, 7), times.get(0, 7 + 2 ** 20)]).toEqual([undefined, 2_000]);
  });

  test('make an event as late as the oldest change that it shows', () => {
    const times = new CommitTimes(CommitTimes.newBuffer(), 0);
    const { meter, close } = newMeter();
    const late = new LateTimes(times, meter);
    times.set(3, 6, 100);
    times.set(3, 7, 180);
    late.shown({ major: 3, from: 6, to: 7, seenMs: 200 });
    expect(latencyOf(close().watching)).toMatchObject({ count: 1 });
    expect(latencyOf(close().watching).max).toBeCloseTo(100, 1);
  });

  test('may be told after the event, or only of a later change', () => {
    const times = new CommitTimes(CommitTimes.newBuffer(), 0);
    const { meter, close } = newMeter();
    const late = new LateTimes(times, meter);
    late.shown({ major: 0, from: 5, to: 5, seenMs: 1_010 });
    late.shown({ major: 0, from: 6, to: 9, seenMs: 1_020 });
    late.shown({ major: 0, from: 20, to: 21, seenMs: 1_030 });
    times.set(0, 5, 1_000);
    times.set(0, 8, 1_005);
    late.resolve(1_100);
    late.resolve(1_800);
    late.resolve(2_800);
    const { count, mean } = latencyOf(close().watching);
    expect(count).toBe(2);
    expect(mean).toBeCloseTo((10 + 15) / 2, 1);
  });
});
