import { guard } from 'lit/directives/guard.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { LedgerTrial } from '../../../shared/transaction.ts';
import { timeOfDay } from '../../words/moments.ts';
import type { ChartData } from '../charts/plot.ts';
import { count, grouped, millis, paceOf, plural } from '../format.ts';
import type { Point } from '../pulse.ts';
import { forbiddenView } from '../token/forbidden.ts';
import type { HubScreen } from './hub-screen.ts';

export function hubView({ pulse, flow, books, vitals }: HubScreen): TemplateResult {
  const { processorShare, residentBytes } = vitals;
  return html`<section class="hub"><header class="bar"><h1>Hub</h1><p class="note">${vitals.version === undefined ? '' : `florin ${vitals.version} · `}<a href="/docs">How to talk to it</a></p></header>
    <dl class="figures tiles">
      ${tile(
        'Transactions',
        told(pulse.rate, (rate) => `${paceOf(rate)}/s`),
      )}
      ${tile('To screen', told(flow.medians.at(-1)?.value, millis))}
      ${tile('Seq', count(pulse.seq))}
      ${tile('Connections', told(vitals.connections, count))}
      ${tile(
        'Views',
        told(vitals.viewsLag, (commits) =>
          commits === 0 ? 'current' : `${plural(commits, 'commit')} behind`,
        ),
      )}
      ${tile('Commit', told(vitals.commitMs, millis))}
      ${tile(
        'Processor',
        told(processorShare, (share) => `${Math.round(share * 100)} %`),
      )}
      ${tile(
        'Memory',
        told(residentBytes, (bytes) => `${count(bytes / 2 ** 20)} MiB`),
      )}
    </dl>
    ${vitals.isForbidden ? forbiddenView('see the metrics of the hub: that takes admin:*') : nothing}
    ${books.isForbidden ? forbiddenView('see the books of all ledgers: that takes read:*') : nothing}
    ${flow.isForbidden ? forbiddenView('watch all transactions: that takes watch:*') : nothing}
    <div class="charts">
      ${guard([pulse.rates.at(-1)], () => figure('Transactions a second', chartOf([pulse.rates], ['transactions/s'], paceOf)))}
      ${guard([flow.medians.at(-1)], () => figure('Commit to screen', chartOf([flow.medians, flow.slowest], ['median', 'slowest'], millis)))}
    </div>
    <div class="across" tabindex="0" role="region" aria-label="Books"><table class="history books"><caption>Books${books.seq === 0 ? '' : html` <small>as of seq ${count(books.seq)}, ${timeOfDay(books.toldAtMs)}</small>`}</caption>
      <thead><tr><th scope="col">Ledger</th><th scope="col">Asset</th><th scope="col" class="money">Accounts</th><th scope="col" class="money mid">Transactions</th><th scope="col" class="money mid">Deposited</th><th scope="col" class="money mid">Withdrawn</th><th scope="col" class="money wide">Held</th><th scope="col" class="money">Sum</th></tr></thead>
      <tbody>${books.ledgers.map(ledgerView)}</tbody></table></div>
  </section>`;
}

function tile(label: string, value: string | undefined): TemplateResult {
  return html`<div><dt>${label}</dt><dd class="money">${value ?? '–'}</dd></div>`;
}

function told(value: number | null | undefined, format: (value: number) => string): string | undefined {
  return value === undefined || value === null ? undefined : format(value);
}

/** All lines have the times of the first. */
function chartOf(
  lines: readonly (readonly Point[])[],
  labels: readonly string[],
  format: (value: number) => string,
): ChartData {
  return {
    times: (lines[0] ?? []).map(({ atMs }) => atMs / 1_000),
    lines: lines.map((points, index) => ({
      label: labels[index] ?? '',
      values: points.map(({ value }) => value),
    })),
    fromZero: true,
    format,
  };
}

function figure(caption: string, data: ChartData): TemplateResult {
  const newest = data.lines
    .map(({ label, values }) => `${label} ${data.format(values.at(-1) ?? 0)}`)
    .join(', ');
  return html`<figure><figcaption>${caption} ${data.lines.length > 1 ? data.lines.map(({ label }, index) => html`<span class="line-${index + 1}">${label}</span>`) : nothing}</figcaption>
    ${data.times.length < 2 ? html`<p class="empty">Nothing to draw yet</p>` : html`<line-chart role="img" aria-label="${caption}, now: ${newest}" .data=${data}></line-chart>`}</figure>`;
}

function ledgerView({
  ledger,
  asset,
  accounts,
  transactions,
  deposited,
  withdrawn,
  held,
  sum,
}: LedgerTrial): TemplateResult {
  const isZero = Number(sum) === 0;
  return html`<tr><th scope="row">${ledger}</th><td>${asset}</td><td class="money">${count(accounts)}</td><td class="money mid">${count(transactions)}</td><td class="money mid">${grouped(deposited)}</td><td class="money mid">${grouped(withdrawn)}</td><td class="money wide">${grouped(held)}</td>
    <td class="money ${isZero ? 'gain' : 'loss'}">${grouped(sum)} <span aria-hidden="true">${isZero ? '✓' : '✗'}</span><span class="unseen">${isZero ? 'balanced' : 'does not balance'}</span></td></tr>`;
}
