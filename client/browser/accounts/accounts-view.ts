import { keyed } from 'lit/directives/keyed.js';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { AccountState } from '../../../shared/transaction.ts';
import { stopped } from '../../words/describe-standing.ts';
import { count, grouped, isLoss, isNothing, plural, signed } from '../format.ts';
import { accountHref } from '../route.ts';
import { typedText } from '../typed-text.ts';
import { type AccountsScreen, rowPx } from './accounts-screen.ts';
import type { SortBy } from './arrange.ts';
import type { Row } from './directory.ts';
import { sparkline } from './sparkline.ts';

export function accountsView(screen: AccountsScreen): TemplateResult {
  return html`<section class="accounts">
    <header class="bar">
      <h1>Accounts</h1>
      <input id="find" type="search" placeholder="Find an account" aria-label="Find an account by a part of its name"
        autocomplete="off" spellcheck="false" .value=${screen.arrangement.filter}
        @input=${(event: InputEvent) => screen.filter(typedText(event))} @keydown=${(event: KeyboardEvent) => onKey(event, screen)} />
      ${ledgerChoice(screen)}
      <p class="note" role="status">${summary(screen)}</p>
    </header>
    ${isEmpty(screen) ? empty(screen) : table(screen)}
  </section>`;
}

function ledgerChoice(screen: AccountsScreen): TemplateResult | typeof nothing {
  const { ledgers } = screen.books;
  if (ledgers.length < 2) return nothing;
  return html`<select aria-label="Ledger" @change=${(event: Event) => screen.choose(typedText(event) || undefined)}>
    <option value="">All ledgers</option>
    ${ledgers.map(({ ledger }) => html`<option value=${ledger} ?selected=${ledger === screen.ledger}>${ledger}</option>`)}
  </select>`;
}

function summary(screen: AccountsScreen): TemplateResult | string {
  const { reading, unlisted, count: rows } = screen;
  if (reading !== undefined) {
    if (reading.total === 0) return screen.isConnected ? 'reading…' : 'waiting for the hub';
    return `${count(reading.done)} of ${count(reading.total)} read`;
  }
  return html`${plural(rows, 'account')}
    ${screen.isOrderOld ? html`, in the order of when they were read <button class="link" @click=${() => screen.renew()}>Read again</button>` : nothing}
    ${unlisted > 0 ? html`<button class="link" @click=${() => screen.renew()}>${count(unlisted)} new: show</button>` : nothing}`;
}

function isEmpty({ count: rows, reading }: AccountsScreen): boolean {
  return rows === 0 && reading === undefined;
}

function empty(screen: AccountsScreen): TemplateResult {
  return screen.arrangement.filter === ''
    ? html`<div class="empty"><p>No accounts yet.</p>
        <p><button class="main" @click=${screen.openOne}>Open one</button></p></div>`
    : html`<div class="empty"><p>No account’s name contains “${screen.arrangement.filter}”.</p></div>`;
}

function table(screen: AccountsScreen): TemplateResult {
  const [from, to] = screen.drawn;
  const places = Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
  const onScroll = (event: Event): void => {
    if (event.currentTarget instanceof HTMLElement) screen.scrolled(event.currentTarget);
  };
  return html`<div class="table" role="table" aria-label="Accounts" aria-rowcount=${screen.count + 1}
      tabindex="0" @scroll=${onScroll} @keydown=${(event: KeyboardEvent) => onKey(event, screen)}
      ${ref(screen.drawnIn)}>
    <div class="row head" role="row" aria-rowindex="1">
      ${sortable(screen, 'account', 'Account')}${sortable(screen, 'balance', 'Balance')}
      <span role="columnheader">Change</span><span role="columnheader" class="wide">Available</span>
      <span role="columnheader" class="mid">Recent</span>${sortable(screen, 'version', 'Version', 'mid')}
      <span role="columnheader" class="wide">Ledger</span>
    </div>
    <div role="presentation" .style=${`height:${from * rowPx}px`}></div>
    ${repeat(
      places,
      (place) => screen.rows[place]?.id ?? place,
      (place) => rowView(screen, place),
    )}
    <div role="presentation" .style=${`height:${(screen.count - to) * rowPx}px`}></div>
  </div>`;
}

function sortable(screen: AccountsScreen, by: SortBy, label: string, className = ''): TemplateResult {
  const { sortBy, isDescending } = screen.arrangement;
  const order = sortBy !== by ? 'none' : isDescending ? 'descending' : 'ascending';
  return html`<span role="columnheader" class=${className} aria-sort=${order}
    ><button @click=${() => screen.sort(by)}>${label}</button></span>`;
}

function rowView(screen: AccountsScreen, place: number): TemplateResult {
  const row = screen.rows[place];
  if (row === undefined) {
    return html`<div class="row waiting" role="row" aria-rowindex=${place + 2}><span role="cell">…</span></div>`;
  }
  const { id, state } = row;
  const spark = screen.spark(row);
  const isActive = id === screen.active;
  return html`<div class="row ${screen.isLive(row) ? '' : 'old'} ${isActive ? 'active' : ''}" role="row" aria-rowindex=${place + 2}>
    <span role="cell" class="named"><a href=${accountHref(id)} title=${id}>${id}</a>${marks(state)}</span>
    <span role="cell" class="money ${size(state.balance)}">${grouped(state.balance)} <small>${state.asset}</small>${state.available === state.balance ? nothing : html`<small class="held">${grouped(state.available)} available</small>`}</span>
    <span role="cell" class="money ${size(row.change ?? spark?.change ?? '')}">${changeView(row, spark?.change)}</span>
    <span role="cell" class="money wide ${size(state.available)}">${grouped(state.available)}</span>
    <span role="cell" class="mid"><svg class="spark" viewBox="0 0 96 24" aria-hidden="true">${sparkline(spark?.balances ?? [])}</svg></span>
    <span role="cell" class="money mid">${count(state.version)}</span>
    <span role="cell" class="wide">${state.ledger}</span>
  </div>`;
}

/** What stands in the way of an account's money. */
function marks({ frozen, closed }: AccountState): TemplateResult | typeof nothing {
  if (closed) return html` <span class="flag">closed</span>`;
  return frozen === undefined
    ? nothing
    : html` <span class="flag" title=${`Frozen: ${stopped[frozen]}`}>frozen</span>`;
}

/** A number of more digits than most is written smaller, so that it stays in one piece. */
function size(money: string): string {
  return money.length > 12 ? 'long' : '';
}

/** A change before our eyes is coloured and fades; one that was before is not. */
function changeView(row: Row, before: string | undefined): TemplateResult | typeof nothing {
  const change = row.change ?? before;
  if (change === undefined || isNothing(change)) return nothing;
  const fades = row.changes > 0 ? 'fades' : '';
  return html`${keyed(row.changes, html`<span class="${isLoss(change) ? 'loss' : 'gain'} ${fades}">${signed(change)}</span>`)}`;
}

/** The arrow keys go through the list, from the list itself and from the box above it. */
function onKey(event: KeyboardEvent, screen: AccountsScreen): void {
  const { key, target } = event;
  const step =
    target instanceof HTMLInputElement && (key === 'Home' || key === 'End') ? undefined : steps[key];
  if (step !== undefined) screen.step(step);
  else if (key === 'Enter' && target === event.currentTarget) screen.enter();
  else return;
  event.preventDefault();
}

const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 12,
  PageUp: -12,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};
