import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import { closeCodes } from '../../shared/codes.ts';
import type { CannotConnect } from '../sdk/errors.ts';
import type { Hub } from '../sdk/hub.ts';
import { AccountScreen } from './account/account-screen.ts';
import { AccountsScreen } from './accounts/accounts-screen.ts';
import { ActForm } from './act/act-form.ts';
import { showDialog, titles } from './act/act-view.ts';
import type { DraftKind } from './act/draft.ts';
import { Books } from './books.ts';
import { paceOf } from './format.ts';
import { HubScreen } from './hub/hub-screen.ts';
import { Vitals } from './hub/vitals.ts';
import { Painter } from './painter.ts';
import { Pulse } from './pulse.ts';
import { accountHref, routeOf } from './route.ts';
import type { Screen } from './screen.ts';
import { Standing } from './standing.ts';
import { Flow } from './stream/flow.ts';
import { StreamScreen } from './stream/stream-screen.ts';
import { forgetToken } from './token/known-token.ts';

/** The page: which screen is looked at, what stands around it, and the keys that work everywhere. */
export class App {
  readonly #hub: Hub;
  readonly #root: HTMLElement;
  readonly #painter = new Painter(() => this.#paint());
  readonly #pulse: Pulse;
  readonly #flow: Flow;
  readonly #books: Books;
  readonly #standing: Standing;
  readonly #form: ActForm;
  readonly #screens: Readonly<Record<'accounts' | 'stream' | 'hub', Screen>>;
  #screen: Screen;
  #isWatched = false;

  constructor(hub: Hub, root: HTMLElement, headers: Readonly<Record<string, string>>) {
    const changed = (): void => this.#painter.soon();
    this.#hub = hub;
    this.#root = root;
    this.#pulse = new Pulse(hub, changed);
    this.#flow = new Flow(hub, this.#pulse, changed);
    this.#books = new Books(hub, changed);
    this.#standing = new Standing(hub, this.#pulse);
    this.#form = new ActForm(hub, this.#painter, this.#pulse);
    const [pulse, flow, books] = [this.#pulse, this.#flow, this.#books];
    this.#screens = {
      accounts: new AccountsScreen(hub, {
        pulse,
        books,
        painter: this.#painter,
        go: (account) => {
          location.hash = accountHref(account);
        },
        openOne: () => this.#form.open('open'),
      }),
      stream: new StreamScreen(flow, pulse, {
        books,
        painter: this.#painter,
        act: (kind, prefill) => this.#form.open(kind, prefill),
      }),
      hub: new HubScreen({ pulse, flow, books, vitals: new Vitals(headers, changed) }),
    };
    this.#screen = this.#screenOf(location.hash);
    this.#listen();
    this.#look();
  }

  #listen(): void {
    let epoch: string | undefined;
    this.#hub.on('state', (state) => {
      // Another journal is another world: nothing that is shown is of it.
      if (state.kind === 'live' && epoch !== undefined && epoch !== state.epoch) location.reload();
      if (state.kind === 'live') epoch = state.epoch;
      // Taken away, or expired and shown again: the page begins anew, and asks for another.
      if (state.kind === 'closed' && state.cause !== undefined && isAboutToken(state.cause)) {
        forgetToken(`Disconnected: ${state.cause.message}.`);
        location.reload();
      }
      this.#painter.now();
    });
    // The seconds until the next attempt, and how long things are told.
    setInterval(() => this.#painter.soon(), 1_000);
    addEventListener('hashchange', () => this.#go());
    document.addEventListener('visibilitychange', () => this.#look());
    document.addEventListener('keydown', (event) => this.#onKey(event));
  }

  /** A hidden tab asks for nothing. */
  #look(): void {
    const isWatched = !document.hidden;
    if (isWatched === this.#isWatched) return;
    this.#isWatched = isWatched;
    this.#form.look(isWatched);
    if (isWatched) {
      this.#pulse.start();
      this.#screen.open();
    } else {
      this.#pulse.stop();
      this.#screen.rest();
    }
    this.#painter.now();
  }

  #go(): void {
    this.#form.close();
    this.#screen.rest();
    this.#screen = this.#screenOf(location.hash);
    if (this.#isWatched) this.#screen.open();
    scrollTo(0, 0);
    this.#painter.now();
  }

  #screenOf(hash: string): Screen {
    const route = routeOf(hash);
    if (route.name !== 'account') return this.#screens[route.name];
    return new AccountScreen(this.#hub, this.#pulse, route.account, {
      painter: this.#painter,
      act: (kind, prefill) => this.#form.open(kind, prefill),
    });
  }

  #onKey(event: KeyboardEvent): void {
    const { target } = event;
    const isTyping =
      target instanceof HTMLInputElement ||
      target instanceof HTMLSelectElement ||
      target instanceof HTMLTextAreaElement;
    if (event.key === 'Escape' && isTyping && !this.#form.isOpen) target.blur();
    if (isTyping || this.#form.isOpen || event.ctrlKey || event.metaKey || event.altKey) return;
    const kind = formKeys[event.key];
    if (kind !== undefined) this.#form.open(kind);
    else if (event.key === '/') void this.#find();
    else return;
    event.preventDefault();
  }

  async #find(): Promise<void> {
    if (this.#screen !== this.#screens.accounts) {
      location.hash = '#/accounts';
      await new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
    }
    document.getElementById('find')?.focus();
  }

  #paint(): void {
    document.title = `${this.#screen.title} – florin`;
    render(this.#view(), this.#root);
    showDialog(this.#root.querySelector('dialog'), this.#form);
    this.#flow.painted();
  }

  #view(): TemplateResult {
    const standing = this.#standing.words(this.#screen.isCurrent);
    const kind = standing.startsWith('live') ? 'live' : this.#standing.isStale ? 'lost' : 'busy';
    return html`<a class="skip" href="#main" @click=${skip}>Skip to content</a>
      <header class="top">
        <a class="brand" href="#/accounts"><img src="/favicon.svg" alt="" width="28" height="28" />florin</a>
        <nav aria-label="Screens">${Object.entries(this.#screens).map(([name, screen]) => this.#link(name, screen))}</nav>
        <p class="standing ${kind}">${standing}</p><p class="unseen" role="status">${kind === 'busy' ? 'catching up' : kind}</p>
        <p class="rate" title="Transactions a second">${this.#pulse.rate === undefined ? nothing : html`${paceOf(this.#pulse.rate)}/s`}</p>
        <button class="main" @click=${() => this.#form.open()}>Move money${this.#badge()}</button>
      </header>
      <main id="main" tabindex="-1" class=${this.#standing.isStale ? 'stale' : ''}>${this.#screen.view()}</main>
      <footer class="keys"><kbd>/</kbd> find <kbd>t</kbd> transfer <kbd>d</kbd> deposit <kbd>w</kbd> withdraw <kbd>Esc</kbd> close</footer>
      ${this.#form.view()}`;
  }

  /** What became of commands, or did not yet, while their form is closed. */
  #badge(): TemplateResult | typeof nothing {
    const { orders, unseen, isOpen } = this.#form;
    const isPending = orders.list.some(({ state }) => state === 'pending');
    const words =
      orders.undecided > 0
        ? `${orders.undecided} ${isPending ? 'pending' : 'unknown'}`
        : unseen && titles[unseen.state].toLowerCase();
    return isOpen || words === undefined ? nothing : html` <span class="badge">${words}</span>`;
  }

  #link(name: string, screen: Screen): TemplateResult {
    const isHere = screen === this.#screen;
    return html`<a href=${`#/${name}`} aria-current=${isHere ? 'page' : nothing}>${screen.title}</a>`;
  }
}

function isAboutToken({ closeCode }: CannotConnect): boolean {
  return closeCode === closeCodes.badToken.code || closeCode === closeCodes.tokenExpired.code;
}

const formKeys: Readonly<Record<string, DraftKind>> = { t: 'transfer', d: 'deposit', w: 'withdraw' };

/** The address tells the screen, so a link to a part of it may not change it. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
