import { Markup } from '../../../shared/markup.ts';
import { html } from './markup.ts';
import type { Tick } from './scale.ts';

/** A point of a chart: x from 0 at the left to 1, y from 0 at the bottom to 1. */
export interface Point {
  readonly x: number;
  readonly y: number;
  /** What a pointer on it is told. */
  readonly about: string;
}

export interface Line {
  readonly name: string;
  readonly tone: 'first' | 'second';
  /** From left to right; `undefined` interrupts the line. */
  readonly points: readonly (Point | undefined)[];
  readonly isFilled?: boolean;
}

export interface Chart {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  /** What the lines show, for those who do not see them. */
  readonly description: string;
  readonly xTitle: string;
  readonly xTicks: readonly Tick[];
  readonly yTitle: string;
  readonly yTicks: readonly Tick[];
  readonly lines: readonly Line[];
  /** As wide as the page. */
  readonly isMain?: boolean;
}

/** Points up to which each can be pointed at. */
const marksMax = 120;

/**
 * A figure with an SVG whose area is that between the axes. Lines are stretched to its size while text and
 * strokes keep theirs, so it is as legible on a telephone as on a wall. Labels stand outside of that area.
 */
export function chartFigure({ id, title, description, lines, isMain = false, ...axes }: Chart): Markup {
  const head = html`<figure class="chart${isMain ? ' main' : ''}">
<figcaption><h2>${title}</h2>${legend(lines)}</figcaption>`;
  if (lines.every(({ points }) => unbroken(points).length === 0)) {
    return html`${head}<p class="empty">No figures.</p></figure>\n`;
  }
  return html`${head}
<p class="axis">${axes.yTitle}</p>
<div class="plot"><svg role="img" aria-labelledby="${id}-title ${id}-about" width="100%" height="100%">
<title id="${id}-title">${title}</title><desc id="${id}-about">${description}</desc>
<g class="grid">${axes.yTicks.map(({ at }) => html`<line x2="100%" y1="${percent(1 - at)}" y2="${percent(1 - at)}"/>`)}${axes.xTicks.map(({ at }) => html`<line y2="100%" x1="${percent(at)}" x2="${percent(at)}"/>`)}</g>
<g class="y labels" aria-hidden="true">${axes.yTicks.map(({ at, label }) => html`<text x="-8" y="${percent(1 - at)}" dy="0.32em">${label}</text>`)}</g>
<g class="x labels" aria-hidden="true">${axes.xTicks.map(({ at, label }) => html`<text x="${percent(at)}" y="100%" dy="1.5em">${label}</text>`)}</g>
<svg viewBox="0 0 1000 1000" preserveAspectRatio="none" width="100%" height="100%" overflow="visible">${lines.map(path)}</svg>
${lines.map(marks)}</svg></div>
<p class="axis x">${axes.xTitle}</p>
</figure>
`;
}

function legend(lines: readonly Line[]): Markup {
  if (lines.length < 2) return html``;
  return html`<ul class="legend">${lines.map(({ name, tone }) => html`<li class="${tone}">${name}</li>`)}</ul>`;
}

function path({ tone, points, isFilled = false }: Line): Markup {
  const runs = unbroken(points).map((run) => run.map(({ x, y }) => `${units(x)} ${units(1 - y)}`).join('L'));
  const strokes = html`<path class="line ${tone}" d="${runs.map((run) => `M${run}`).join('')}"/>`;
  if (!isFilled) return strokes;
  const areas = unbroken(points).map((run, index) => {
    const [left, right] = [units(run[0]?.x ?? 0), units(run.at(-1)?.x ?? 0)];
    return `M${left} 1000L${runs[index] ?? ''}L${right} 1000Z`;
  });
  return html`<path class="area ${tone}" d="${areas.join('')}"/>${strokes}`;
}

function unbroken(points: Line['points']): Point[][] {
  const runs: Point[][] = [[]];
  for (const point of points) {
    if (point === undefined) runs.push([]);
    else runs.at(-1)?.push(point);
  }
  return runs.filter((run) => run.length > 0);
}

function marks({ tone, points }: Line): Markup {
  if (points.length > marksMax) return html``;
  const circles = unbroken(points).map((run) => run.map((point) => mark(point, run.length === 1)));
  return html`<g class="marks ${tone}">${circles.flat()}</g>`;
}

/** Shown where a pointer is on it, and where no line would show it. */
function mark({ x, y, about }: Point, isLone: boolean): Markup {
  const lone = isLone ? ' class="lone"' : '';
  return html`<circle${new Markup(lone)} cx="${percent(x)}" cy="${percent(1 - y)}" r="4"><title>${about}</title></circle>`;
}

function percent(part: number): string {
  return `${Number((part * 100).toFixed(3))}%`;
}

/** A place in the stretched drawing. */
function units(part: number): number {
  return Number((part * 1000).toFixed(2));
}
