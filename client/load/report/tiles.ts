import type { Markup } from '../../../shared/markup.ts';
import type { LoadResult } from '../result.ts';
import { html } from './markup.ts';
import { countText, figureText } from './numbers.ts';

/** The figures that most readers come for. */
export function tiles({ commands, acknowledgement, watching, hub }: LoadResult): Markup {
  const shown: readonly (readonly [string, string, string])[] = [
    ['throughput', countText(commands.acknowledgedPerSecond), '/s'],
    ...latencyTiles('acknowledged', acknowledgement),
    ...latencyTiles('watched', watching),
    ...(hub?.allCpuMicros === undefined
      ? []
      : [['hub CPU', figureText(hub.allCpuMicros), 'µs each'] as const]),
  ];
  return html`<dl class="tiles">
${shown.map(([name, figure, unit]) => html`<div class="tile"><dt>${name}</dt><dd>${figure} <small>${unit}</small></dd></div>\n`)}</dl>`;
}

function latencyTiles(name: string, latency: LoadResult['watching']): (readonly [string, string, string])[] {
  if (latency === undefined || latency.count === 0) return [];
  return [
    [`${name} p50`, figureText(latency.p50), 'ms'],
    [`${name} p99`, figureText(latency.p99), 'ms'],
  ];
}
