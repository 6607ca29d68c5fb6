import type { Interval } from '../result.ts';

/** Rows and points of a timeline at most; a longer run is shown in longer steps. */
const stepsMax = 300;

/** A part of the measured time, one second or several. */
export interface Step {
  /** Seconds since the measured part began. */
  readonly from: number;
  readonly until: number;
  readonly perSecond: number;
  /** The worst of its seconds, milliseconds. */
  readonly acknowledgementP99: number | undefined;
  readonly watchingP99: number | undefined;
}

/** The timeline in at most {@link stepsMax} steps. */
export function stepsOf(timeline: readonly Interval[]): Step[] {
  const each = Math.max(1, Math.ceil(timeline.length / stepsMax));
  const steps: Step[] = [];
  for (let at = 0; at < timeline.length; at += each) {
    const intervals = timeline.slice(at, at + each);
    const from = timeline[at - 1]?.second ?? 0;
    const until = intervals.at(-1)?.second ?? from;
    const acknowledged = intervals.reduce((sum, interval) => sum + interval.acknowledged, 0);
    steps.push({
      from,
      until,
      perSecond: until > from ? acknowledged / (until - from) : 0,
      acknowledgementP99: worst(intervals.map(({ acknowledgementP99 }) => acknowledgementP99)),
      watchingP99: worst(intervals.map(({ watchingP99 }) => watchingP99)),
    });
  }
  return steps;
}

function worst(values: readonly (number | undefined)[]): number | undefined {
  const told = values.filter((value) => value !== undefined);
  return told.length === 0 ? undefined : Math.max(...told);
}
