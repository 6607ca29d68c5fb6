import type { Markup } from '../../../shared/markup.ts';
import { chartFigure, type Line } from './chart.ts';
import { html } from './markup.ts';
import { countText, figureText, secondText } from './numbers.ts';
import { type LinearScale, linearScale, type Tick } from './scale.ts';
import type { Step } from './timeline.ts';

/** Throughput over time, and under it the slowest hundredth. */
export function timelineCharts(steps: readonly Step[]): Markup {
  return html`${throughputChart(steps)}${latencyChart(steps)}`;
}

function throughputChart(steps: readonly Step[]): Markup {
  const rates = steps.map(({ perSecond }) => perSecond);
  const line = {
    name: 'acknowledged',
    tone: 'first',
    isFilled: true,
    of: (step: Step) => step.perSecond,
  } as const;
  return chart(steps, {
    id: 'throughput',
    title: 'Throughput over time',
    description: `Commands acknowledged a second: ${range(rates, countText)}.`,
    yTitle: 'commands/s',
    lines: [line],
    text: (value) => `${countText(value)}/s`,
  });
}

function latencyChart(steps: readonly Step[]): Markup {
  const p99s: readonly Series[] = [
    { name: 'acknowledged', tone: 'first', of: (step: Step) => step.acknowledgementP99 },
    { name: 'watched', tone: 'second', of: (step: Step) => step.watchingP99 },
  ];
  const lines = p99s.filter(({ of }) => steps.some((step) => of(step) !== undefined));
  const described = lines.map(({ name, of }) => {
    const values = steps.flatMap((step) => of(step) ?? []);
    return `${name}: ${range(values, (ms) => `${figureText(ms)} ms`)}`;
  });
  return chart(steps, {
    id: 'p99',
    title: 'p99 over time',
    description: described.length === 0 ? 'No latencies.' : `p99 of each second, ${described.join('; ')}.`,
    yTitle: 'ms',
    lines,
    text: (value) => `${figureText(value)} ms`,
  });
}

interface Series extends Omit<Line, 'points'> {
  readonly of: (step: Step) => number | undefined;
}

interface TimeChart {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly yTitle: string;
  readonly lines: readonly Series[];
  readonly text: (value: number) => string;
}

function chart(steps: readonly Step[], { lines, text, ...words }: TimeChart): Markup {
  const time = linearScale(steps.at(-1)?.until ?? 0);
  const scale = linearScale(
    Math.max(0, ...lines.flatMap(({ of }) => steps.flatMap((step) => of(step) ?? []))),
  );
  const end = steps.at(-1)?.until ?? 1;
  return chartFigure({
    ...words,
    xTitle: 'seconds',
    xTicks: ticksUpTo(time, end),
    yTicks: scale.ticks,
    lines: lines.map(({ of, ...line }) => ({
      ...line,
      points: steps.flatMap((step) => {
        const { from, until } = step;
        const value = of(step);
        if (value === undefined) return [undefined];
        const about = `${secondText(from)} to ${secondText(until)} s: ${text(value)}`;
        const places = line.isFilled === true ? [from, until] : [(from + until) / 2];
        return places.map((second) => ({ x: second / end, y: value / scale.end, about }));
      }),
    })),
  });
}

/** The ticks of a scale on an axis that ends earlier, or some milliseconds before its last second. */
function ticksUpTo({ ticks, end: scaleEnd }: LinearScale, end: number): Tick[] {
  return ticks
    .map(({ at, label }) => ({ at: (at * scaleEnd) / end, label }))
    .filter(({ at }) => at < 1.005)
    .map(({ at, label }) => ({ at: Math.min(1, at), label }));
}

function range(values: readonly number[], text: (value: number) => string): string {
  return values.length === 0 ? 'none' : `${text(Math.min(...values))} to ${text(Math.max(...values))}`;
}
