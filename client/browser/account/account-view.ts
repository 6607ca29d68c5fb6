import { keyed } from 'lit/directives/keyed.js';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { isSystemAccount } from '../../../shared/ids.ts';
import { Refused } from '../../sdk/errors.ts';
import { describeRules } from '../../words/describe-rules.ts';
import { describeStanding } from '../../words/describe-standing.ts';
import { describeTransaction, seenFrom } from '../../words/describe-transaction.ts';
import { dateAndTime } from '../../words/moments.ts';
import { difference } from '../../words/money-difference.ts';
import { printable } from '../../words/printable.ts';
import type { Prefill } from '../act/act-form.ts';
import { type DraftKind, limitsOf } from '../act/draft.ts';
import { kindLabels } from '../act/draft-words.ts';
import { LineChart } from '../charts/line-chart.ts';
import type { ChartData } from '../charts/plot.ts';
import { count, decimal, grouped, isLoss, isNothing, plural, signed } from '../format.ts';
import { isForbidden } from '../token/forbidden.ts';
import { accountLink, actsView, memoView, settledBy } from '../transaction-view.ts';
import { isUnusualAt, unusualLegend, unusualView } from '../unusual.ts';
import { type AccountModel, type Entry, keptMax } from './account-model.ts';
import { type AccountScreen, entryPx } from './account-screen.ts';
import { holdsView } from './holds-view.ts';

export function accountView(screen: AccountScreen): TemplateResult {
  const { model } = screen;
  if (model.state === undefined && model.failure !== undefined) return failed(model);
  return html`<section class="account">
    <header class="bar"><a class="back" href="#/accounts" aria-label="All accounts">←</a><h1>${model.id}</h1>
      <div class="acts">${isSystemAccount(model.id) || model.state?.closed ? nothing : acts(screen)}</div></header>
    ${standing(model)} ${figures(model)} ${holdsView(screen, settledIn(model.entries))} ${chart(screen)} ${history(screen)}
  </section>`;
}

function acts({ model, act }: AccountScreen): TemplateResult {
  const { id: account, state } = model;
  const button = (kind: DraftKind, prefill: Prefill = { account }): TemplateResult =>
    html`<button @click=${() => act(kind, prefill)}>${kindLabels[kind]}</button>`;
  return html`${button('deposit')}${button('withdraw')}${button('transfer')}
    <details class="menu" @click=${closeMenu} @focusout=${closeMenu} @keydown=${closeMenu}><summary>More</summary>
      <div>${button('hold')}${button('freeze')}${state?.frozen === undefined ? nothing : button('unfreeze')}${button('rules', { account, ...limitsOf(state?.rules) })}${button('close')}</div></details>`;
}

/** A menu stays open until something of it is chosen, the focus leaves it, or `Esc` is pressed. */
function closeMenu(event: Event): void {
  const { currentTarget: menu, target } = event;
  if (!(menu instanceof HTMLDetailsElement)) return;
  const isChosen = event.type === 'click' && target instanceof HTMLButtonElement;
  const next = event instanceof FocusEvent ? event.relatedTarget : null;
  const isLeft = next instanceof Node && !menu.contains(next);
  const isEscaped = event instanceof KeyboardEvent && event.key === 'Escape';
  if (isEscaped) menu.querySelector('summary')?.focus();
  if (isChosen || isLeft || isEscaped) menu.open = false;
}

/** What stands in the way of its money, and its own limits, in words. */
function standing({ state }: AccountModel): TemplateResult | typeof nothing {
  if (state === undefined) return nothing;
  const words = describeStanding(state);
  if (state.rules !== undefined) words.push(`Limits of its own: ${describeRules(state.rules)}`);
  return words.length === 0
    ? nothing
    : html`<p class="standings" role="status">${words.map((each) => html`<span>${each}.</span> `)}</p>`;
}

function failed({ id, failure }: AccountModel): TemplateResult {
  const isUnknown =
    failure instanceof Refused && (failure.code === 'unknown_account' || failure.code === 'bad_request');
  return html`<section class="empty" role="alert"><h1>${isUnknown ? 'No such account' : isForbidden(failure) ? 'Not yours to see' : 'The hub does not answer'}</h1>
    <p>${isUnknown ? html`There is no account <b>${printable(id)}</b> here now.` : isForbidden(failure) ? html`Your token may not read and watch an account <b>${printable(id)}</b>.` : failure?.message}</p><p><a href="#/accounts">All accounts</a></p></section>`;
}

function figures({ state, change, changes, isLive }: AccountModel): TemplateResult {
  return html`<dl class="figures ${isLive ? '' : 'old'}">
    <div class="main"><dt>Balance</dt><dd><span class="money" id="balance">${state === undefined ? '…' : grouped(state.balance)}</span> <small>${state?.asset}</small>
      ${change === undefined || isNothing(change) ? nothing : keyed(changes, html`<span class="money fades ${isLoss(change) ? 'loss' : 'gain'}">${signed(change)}</span>`)}</dd></div>
    <div><dt>Available</dt><dd class="money">${state === undefined ? '…' : grouped(state.available)}</dd></div>
    ${state === undefined || state.available === state.balance ? nothing : html`<div><dt>Held</dt><dd class="money">${grouped(difference(state.available, state.balance))}</dd></div>`}
    <div><dt>Version</dt><dd class="money">${state === undefined ? '…' : count(state.version)}</dd></div>
    <div><dt>Ledger</dt><dd>${state?.ledger ?? '…'}</dd></div>
  </dl>`;
}

function chart(screen: AccountScreen): TemplateResult | typeof nothing {
  const { model } = screen;
  if (!model.entries.some(({ leg }) => leg !== undefined)) return nothing;
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
  const legs = entries.slice(0, chartedMax).flatMap(({ leg }) => leg ?? []);
  return `Balance over time, from ${grouped(legs.at(-1)?.balance ?? '')} to ${grouped(legs[0]?.balance ?? '')}`;
}

/** Transactions that the chart shows. */
const chartedMax = 5_000;

const charts = new WeakMap<readonly Entry[], ChartData>();

/** Transactions of one millisecond are moved apart by next to nothing, for times must rise. */
function chartData(entries: readonly Entry[]): ChartData {
  const known = charts.get(entries);
  if (known !== undefined) return known;
  const times: number[] = [];
  const balances: string[] = [];
  for (const { tx, leg } of entries.slice(0, chartedMax).reverse()) {
    if (leg?.balance === undefined) continue;
    const time = Date.parse(tx.at) / 1_000;
    times.push(Math.max(time, (times.at(-1) ?? 0) + 1e-5));
    balances.push(leg.balance);
  }
  // Doubles are near enough for where the line goes; what is told of a balance is the balance.
  const line = {
    label: 'Balance',
    values: balances.map(Number),
    tell: (index: number): string => grouped(balances[index] ?? ''),
  };
  const data = { times, lines: [line], isStepped: true, format: decimal };
  charts.set(entries, data);
  return data;
}

function history(screen: AccountScreen): TemplateResult {
  const { model, drawn, drawnIn } = screen;
  const { entries } = model;
  if (model.hasRead && entries.length === 0) {
    return html`<div class="empty"><p>Nothing has moved here yet.</p></div>`;
  }
  const [from, to] = drawn;
  const rows = entries
    .slice(from, to)
    .map((entry, place) => ({ entry, isUnusual: isUnusualAt(entries, from + place) }));
  screen.hasUnusual ||= rows.some(({ isUnusual }) => isUnusual);
  const settled = settledIn(entries);
  return html`<table class="history entries" aria-rowcount=${model.hasOlder ? -1 : entries.length + 1}><caption>Transactions ${screen.hasUnusual ? unusualLegend() : nothing}</caption>
    <thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col" class="mid memos">Memo</th><th scope="col" class="money">Change</th><th scope="col" class="money">Balance</th><th scope="col" class="money mid seqs">Seq</th><th scope="col" class="acts-on"><span class="unseen">What to do</span></th></tr></thead>
    <tbody ${ref(drawnIn)}>${space(from)}${repeat(
      rows,
      ({ entry }) => entry.tx.seq,
      ({ entry, isUnusual }) =>
        entryView(model.id, entry, isUnusual, actsView(entry.tx, settled, screen.act)),
    )}${space(entries.length - to)}</tbody></table>
    <p class="more note">${model.hasRead ? (model.hasOlder ? 'Reading older ones…' : end(entries.length)) : 'Reading…'}</p>`;
}

const settled = new WeakMap<readonly Entry[], ReadonlySet<number>>();

function settledIn(entries: readonly Entry[]): ReadonlySet<number> {
  const known = settled.get(entries) ?? settledBy(entries.map(({ tx }) => tx));
  settled.set(entries, known);
  return known;
}

function end(entries: number): string {
  return entries < keptMax
    ? 'That is all.'
    : `These are the newest ${count(entries)}; florin history shows older ones.`;
}

/** As high as the rows that are not drawn. */
function space(rows: number): TemplateResult {
  return html`<tr role="presentation"><td class="space" .style=${`height:${rows * entryPx}px`}></td></tr>`;
}

function entryView(
  account: string,
  { tx, leg }: Entry,
  isUnusual: boolean,
  acts: TemplateResult | typeof nothing,
): TemplateResult {
  const { words, other, rest } = seenFrom(account, tx);
  const delta = leg === undefined || isNothing(leg.delta) ? undefined : leg.delta;
  return html`<tr class="entry"><td class="when"><time datetime=${tx.at}>${dateAndTime(tx.at)}</time></td><td title=${describeTransaction(tx)}><div class="what">${isUnusual ? unusualView([account]) : nothing} ${words} ${accountLink(other)}${rest}<span class="narrow"> ${memoView(tx)}</span></div></td><td class="mid">${memoView(tx)}</td>
    <td class="money ${isLoss(delta ?? '') ? 'loss' : 'gain'}">${delta === undefined ? nothing : signed(delta)}</td><td class="money">${grouped(leg?.balance ?? '')}</td><td class="money mid">${count(tx.seq)}</td><td class="acts-on">${acts}</td></tr>`;
}
