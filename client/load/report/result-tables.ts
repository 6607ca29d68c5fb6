import type { Markup } from '../../../shared/markup.ts';
import type { KindFigures, Latency, LoadResult } from '../result.ts';
import { commandFacts, type Fact, hubFacts, testerFacts } from './facts.ts';
import { html } from './markup.ts';
import { countText, figureText, secondText } from './numbers.ts';
import type { Step } from './timeline.ts';
import { hubAbsences } from './words.ts';

/** All figures as tables, those of the charts included. */
export function resultTables(result: LoadResult, steps: readonly Step[]): Markup {
  const { hub, hubAbsence = 'none', options } = result;
  const { workload: _, ...flags } = options;
  const settings = Object.entries(flags).flatMap(([name, value]) =>
    value === undefined ? [] : { name: flagOf(name), text: String(value) },
  );
  return html`<div class="tables">
${latencyTable(result)}
${factTable('Commands', commandFacts(result))}
${factTable('Hub', hub === undefined ? [{ name: 'metrics', text: `It ${hubAbsences[hubAbsence]}.` }] : hubFacts(hub))}
${factTable('Tester', testerFacts(result))}
${factTable('Settings', settings)}
</div>
${result.kinds.length === 0 ? '' : kindTable(result.kinds)}
${stepTable(steps)}`;
}

/** `watchMode` is given as `--watch-mode`. */
function flagOf(option: string): string {
  return `--${option.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`;
}

function factTable(title: string, facts: readonly Fact[]): Markup {
  return html`<section><table class="facts"><caption>${title}</caption>
${facts.map(({ name, text }) => html`<tr><th scope="row">${name}</th><td>${text}</td></tr>\n`)}</table></section>`;
}

function latencyTable({ acknowledgement, watching }: LoadResult): Markup {
  const columns = [
    { name: 'acknowledged', latency: acknowledgement },
    ...(watching === undefined ? [] : [{ name: 'watched', latency: watching }]),
  ];
  const row = (name: string, text: (latency: Latency) => string): Markup =>
    html`<tr><th scope="row">${name}</th>${columns.map(({ latency }) => html`<td>${text(latency)}</td>`)}</tr>\n`;
  const figures = points.map(([name, of]) =>
    row(name, (latency) => (latency.count === 0 ? '' : figureText(of(latency)))),
  );
  return html`<section><table><caption>Latency, ms</caption>
<thead><tr><th scope="col">share</th>${columns.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${figures}${row('count', ({ count }) => countText(count))}</tbody></table></section>`;
}

/** Of `mixed`. */
function kindTable(kinds: readonly KindFigures[]): Markup {
  const ms = (value: number, { count }: Latency): string => (count === 0 ? '' : figureText(value));
  const row = ({ kind, answered, refused, latency }: KindFigures): Markup =>
    html`<tr><th scope="row">${kind}</th><td>${countText(answered)}</td><td>${countText(refused)}</td><td>${ms(latency.p50, latency)}</td><td>${ms(latency.p99, latency)}</td><td>${ms(latency.max, latency)}</td></tr>\n`;
  return html`<section><table><caption>By kind, latency in ms</caption>
<thead><tr><th scope="col">kind</th><th scope="col">answered</th><th scope="col">refused</th><th scope="col">50 %</th><th scope="col">99 %</th><th scope="col">max</th></tr></thead>
<tbody>${kinds.map(row)}</tbody></table></section>`;
}

const points: readonly (readonly [string, (latency: Latency) => number])[] = [
  ['mean', ({ mean }) => mean],
  ['50 %', ({ p50 }) => p50],
  ['90 %', ({ p90 }) => p90],
  ['99 %', ({ p99 }) => p99],
  ['99.9 %', ({ p999 }) => p999],
  ['max', ({ max }) => max],
];

function stepTable(steps: readonly Step[]): Markup {
  const ms = (value: number | undefined): string => (value === undefined ? '' : figureText(value));
  const row = ({ from, until, perSecond, acknowledgementP99, watchingP99 }: Step): Markup =>
    html`<tr><th scope="row">${secondText(from)}-${secondText(until)}</th><td>${countText(perSecond)}</td><td>${ms(acknowledgementP99)}</td><td>${ms(watchingP99)}</td></tr>\n`;
  return html`<section><details><summary>Table: second by second</summary><table>
<thead><tr><th scope="col">seconds</th><th scope="col">commands/s</th><th scope="col">p99 acknowledged, ms</th><th scope="col">p99 watched, ms</th></tr></thead>
${steps.map(row)}</table></details></section>`;
}
