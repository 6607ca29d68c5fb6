import { keyed } from 'lit/directives/keyed.js';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { isSystemAccount } from '../../../shared/ids.ts';
import { Refused } from '../../sdk/errors.ts';
import { dateAndTime } from '../../words/moments.ts';
import { printable } from '../../words/printable.ts';
import { LineChart } from '../charts/line-chart.ts';
import type { ChartData } from '../charts/plot.ts';
import { count, grouped, isLoss, plural, signed } from '../format.ts';
import { accountHref } from '../route.ts';
import { memoView } from '../transaction-view.ts';
import { type AccountModel, type Entry, keptMax } from './account-model.ts';
import { type AccountScreen, entryPx } from './account-screen.ts';

export function accountView(screen: AccountScreen): TemplateResult {
  const { model } = screen;
  if (model.state === undefined && model.failure !== undefined) return failed(model);
  return html`<section class="account">
    <header class="bar"><a class="back" href="#/accounts" aria-label="All accounts">←</a><h1>${model.id}</h1>
      <div class="acts">${(
        isSystemAccount(model.id) ? [] : (['deposit', 'withdraw', 'transfer'] as const)
      ).map(
        (kind) =>
          html`<button @click=${() => screen.act(kind, { account: model.id })}>${kind[0]?.toUpperCase()}${kind.slice(1)}</button>`,
      )}</div></header>
    ${figures(model)} ${chart(screen)} ${history(screen)}
  </section>`;
}

function failed({ id, failure }: AccountModel): TemplateResult {
  const isUnknown =
    failure instanceof Refused && (failure.code === 'unknown_account' || failure.code === 'bad_request');
  return html`<section class="empty" role="alert"><h1>${isUnknown ? 'No such account' : 'The hub does not answer'}</h1>
    <p>${isUnknown ? html`There is no account <b>${printable(id)}</b> here now.` : failure?.message}</p><p><a href="#/accounts">All accounts</a></p></section>`;
}

function figures({ state, change, changes, isLive }: AccountModel): TemplateResult {
  return html`<dl class="figures ${isLive ? '' : 'old'}">
    <div class="main"><dt>Balance</dt><dd><span class="money" id="balance">${state === undefined ? '…' : grouped(state.balance)}</span> <small>${state?.asset}</small>
      ${change === undefined ? nothing : keyed(changes, html`<span class="money fades ${isLoss(change) ? 'loss' : 'gain'}">${signed(change)}</span>`)}</dd></div>
    <div><dt>Available</dt><dd class="money">${state === undefined ? '…' : grouped(state.available)}</dd></div>
    <div><dt>Version</dt><dd class="money">${state === undefined ? '…' : count(state.version)}</dd></div>
    <div><dt>Ledger</dt><dd>${state?.ledger ?? '…'}</dd></div>
  </dl>`;
}

function chart(screen: AccountScreen): TemplateResult | typeof nothing {
  const { model } = screen;
  if (model.entries.length === 0) return nothing;
  const zoomOut = (event: Event): void => {
    const element = event.currentTarget instanceof Element ? event.currentTarget.closest('figure') : null;
    const plot = element?.querySelector('line-chart');
    if (plot instanceof LineChart) plot.zoomOut();
  };
  const onZoom = (event: CustomEvent<boolean>): void => {
    screen.isZoomed = event.detail;
    screen.painter.now();
  };
  return html`<figure><figcaption>Balance over the last ${plural(Math.min(chartedMax, model.entries.length), 'transaction')}
      ${screen.isZoomed ? html`<button class="link" @click=${zoomOut}>Zoom out</button>` : html`<span class="hint">drag to zoom</span>`}</figcaption>
    <line-chart role="img" aria-label=${chartWords(model)} .data=${chartData(model.entries)} @zoom=${onZoom}></line-chart></figure>`;
}

function chartWords({ entries }: AccountModel): string {
  const [newest, oldest] = [entries[0], entries[Math.min(chartedMax, entries.length) - 1]];
  return `Balance over time, from ${grouped(oldest?.leg.balance ?? '')} to ${grouped(newest?.leg.balance ?? '')}`;
}

/** Transactions that the chart shows. */
const chartedMax = 5_000;

const charts = new WeakMap<readonly Entry[], ChartData>();

/** Transactions of one millisecond are moved apart by next to nothing, for times must rise. */
function chartData(entries: readonly Entry[]): ChartData {
  const known = charts.get(entries);
  if (known !== undefined) return known;
  const times: number[] = [];
  const values: number[] = [];
  for (const { tx, leg } of entries.slice(0, chartedMax).reverse()) {
    const time = Date.parse(tx.at) / 1_000;
    times.push(Math.max(time, (times.at(-1) ?? 0) + 1e-5));
    values.push(Number(leg.balance));
  }
  const format = (value: number): string => grouped(String(Number(value.toPrecision(10))));
  const data = { times, lines: [{ label: 'Balance', values }], isStepped: true, format };
  charts.set(entries, data);
  return data;
}

function history({ model, drawn, drawnIn }: AccountScreen): TemplateResult {
  const { entries } = model;
  if (model.hasRead && entries.length === 0) {
    return html`<div class="empty"><p>Nothing has moved here yet.</p></div>`;
  }
  const [from, to] = drawn;
  return html`<table class="history entries" aria-rowcount=${model.hasOlder ? -1 : entries.length + 1}><caption>Transactions</caption>
    <thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col" class="mid">Memo</th><th scope="col" class="money">Change</th><th scope="col" class="money">Balance</th><th scope="col" class="money mid">Seq</th></tr></thead>
    <tbody ${ref(drawnIn)}>${space(from)}${repeat(entries.slice(from, to), ({ tx }) => tx.seq, entryView)}${space(entries.length - to)}</tbody></table>
    <p class="more note">${model.hasRead ? (model.hasOlder ? 'Reading older ones…' : end(entries.length)) : 'Reading…'}</p>`;
}

function end(entries: number): string {
  return entries < keptMax
    ? 'That is all.'
    : `These are the newest ${count(entries)}; florin history shows older ones.`;
}

/** As high as the rows that are not drawn. */
function space(rows: number): TemplateResult {
  return html`<tr role="presentation"><td class="space" colspan="6" .style=${`height:${rows * entryPx}px`}></td></tr>`;
}

function entryView({ tx, leg }: Entry): TemplateResult {
  return html`<tr class="entry"><td class="when"><time datetime=${tx.at}>${dateAndTime(tx.at)}</time></td><td>${what(tx.kind, leg.account, tx.legs)}<span class="narrow"> ${memoView(tx)}</span></td><td class="mid">${memoView(tx)}</td>
    <td class="money ${isLoss(leg.delta) ? 'loss' : 'gain'}">${signed(leg.delta)}</td><td class="money">${grouped(leg.balance ?? '')}</td><td class="money mid">${count(tx.seq)}</td></tr>`;
}

/** What it was, as seen from one of its accounts. */
function what(kind: string, account: string, legs: Entry['tx']['legs']): TemplateResult | string {
  const other = legs.find((leg) => leg.account !== account);
  if (kind !== 'transfer' || other === undefined) return kind;
  return html`${isLoss(other.delta) ? 'from' : 'to'} <a href=${accountHref(other.account)}>${other.account}</a>`;
}
