import { nothing, svg, type TemplateResult } from 'lit/html.js';

const width = 96;
const height = 24;
const margin = 2;

/** Balances as a line, oldest first; its shape only, so each account fills the height. */
export function sparkline(balances: readonly number[]): TemplateResult | typeof nothing {
  if (balances.length < 2) return nothing;
  const low = Math.min(...balances);
  const range = Math.max(...balances) - low || 1;
  const points = balances.map((balance, index) => {
    const x = margin + (index * (width - 2 * margin)) / (balances.length - 1);
    const y = height - margin - ((balance - low) * (height - 2 * margin)) / range;
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  const [x = '', y = ''] = points.at(-1)?.split(',') ?? [];
  return svg`<polyline points=${points.join(' ')} /><circle cx=${x} cy=${y} r="2" />`;
}
