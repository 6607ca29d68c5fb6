import type { Markup } from '../../../shared/markup.ts';
import type { Latency, LoadResult } from '../result.ts';
import { chartFigure, type Line, type Point } from './chart.ts';
import { figureText } from './numbers.ts';
import { linearScale, percentileAt, percentileTicks, shareMax } from './scale.ts';

/** Latency over the percentile, each nine as wide as the one before: the slow few have room. */
export function latencyChart({ acknowledgement, watching }: LoadResult): Markup {
  const latencies: readonly (readonly [string, Line['tone'], Latency | undefined])[] = [
    ['acknowledged', 'first', acknowledgement],
    ['watched', 'second', watching],
  ];
  const shown = latencies.flatMap(([name, tone, latency]) => {
    const curve = (latency?.curve ?? []).filter(({ share }) => share <= shareMax);
    return latency === undefined || curve.length === 0 ? [] : [{ name, tone, latency, curve }];
  });
  const scale = linearScale(Math.max(0, ...shown.flatMap(({ curve }) => curve.map(({ ms }) => ms))));
  const lines = shown.map(({ name, tone, curve }) => ({
    name,
    tone,
    points: curve.map(
      ({ share, ms }): Point => ({
        x: percentileAt(share),
        y: ms / scale.end,
        about: `${shareText(share)} ${name} within ${figureText(ms)} ms`,
      }),
    ),
  }));
  const described = shown.map(({ name, latency: { p50, p90, p99, p999, max } }) => {
    const [half, most, slow, slower, slowest] = [p50, p90, p99, p999, max].map(figureText);
    return `${name}: p50 ${half} ms, p90 ${most} ms, p99 ${slow} ms, p99.9 ${slower} ms, max ${slowest} ms`;
  });
  return chartFigure({
    id: 'latency',
    title: 'Latency by percentile',
    description: described.length === 0 ? 'No latencies.' : `Latency ${described.join('; ')}.`,
    xTitle: 'percent that are as fast or faster',
    xTicks: percentileTicks,
    yTitle: 'ms',
    yTicks: scale.ticks,
    lines,
    isMain: true,
  });
}

function shareText(share: number): string {
  return `${Number((share * 100).toPrecision(6))} %`;
}
