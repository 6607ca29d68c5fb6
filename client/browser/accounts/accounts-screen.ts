import type { TemplateResult } from 'lit/html.js';
import type { AccountState } from '../../../shared/transaction.ts';
import type { Hub } from '../../sdk/hub.ts';
import type { Books } from '../books.ts';
import type { Painter } from '../painter.ts';
import type { Pulse } from '../pulse.ts';
import type { Screen } from '../screen.ts';
import { accountsView } from './accounts-view.ts';
import { type Arrangement, arrange, isAsRead, type SortBy } from './arrange.ts';
import { Directory, type Row } from './directory.ts';
import { RowCursor } from './row-cursor.ts';
import { type Spark, Sparks } from './sparks.ts';
import { WindowWatch } from './window-watch.ts';

/** Height of a row, pixels: the same in the style sheet (`--row`). */
export const rowPx = 44;
/** Rows drawn above and below those that can be seen. */
const drawnAround = 8;
/** Rows watched above and below those that can be seen. */
const watchedAround = 60;
/** Accounts that are read for sorting and filtering; a hub that has more is asked by name. */
const readMax = 1_000_000;
/** More rows would be higher than browsers draw. */
const scrollableMax = 400_000;
/** So many accounts are put in order again as their balances move, and read again when there are new ones. */
const smallMax = 1_000;
const arrangeEveryMs = 1_000;
/** The window is watched when the scrolling rests for so long. */
const settleMs = 80;

export interface AccountsParts {
  readonly pulse: Pulse;
  readonly books: Books;
  readonly painter: Painter;
  /** Leads to an account. */
  readonly go: (account: string) => void;
  /** Leads to the form that opens an account. */
  readonly openOne: () => void;
}

/** The list of accounts: reads what is shown, watches what is seen. */
export class AccountsScreen implements Screen {
  readonly title = 'Accounts';
  readonly books: Books;
  readonly painter: Painter;
  readonly #hub: Hub;
  readonly #pulse: Pulse;
  readonly #go: (account: string) => void;
  readonly openOne: () => void;
  #directory: Directory;
  #renewed: Directory | undefined;
  #window: WindowWatch;
  #sparks: Sparks;
  #arranged: { readonly of: number; readonly atMs: number; readonly rows: Row[] } | undefined;
  #settleTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #cursor = new RowCursor();
  #scroller: HTMLElement | undefined;
  #isOpen = false;
  ledger: string | undefined;
  arrangement: Arrangement = { filter: '', sortBy: 'account', isDescending: false };

  constructor(hub: Hub, { pulse, books, painter, go, openOne }: AccountsParts) {
    this.#hub = hub;
    this.#pulse = pulse;
    this.books = books;
    this.painter = painter;
    this.#go = go;
    this.openOne = openOne;
    this.#directory = this.#newDirectory();
    this.#window = this.#newWindow();
    this.#sparks = this.#newSparks();
  }

  open(): void {
    this.#isOpen = true;
    this.books.start();
    this.#window = this.#newWindow();
    this.#sparks = this.#newSparks();
    this.#directory.read(1);
    this.#settle();
  }

  rest(): void {
    this.#isOpen = false;
    this.books.stop();
    this.#directory.rest();
    this.#renewed?.close();
    this.#renewed = undefined;
    clearTimeout(this.#settleTimer);
    this.#window.close();
    this.#sparks.close();
  }

  get isCurrent(): boolean {
    return this.#window.isCurrent;
  }

  view(): TemplateResult {
    this.#renewIfGrown();
    return accountsView(this);
  }

  /** Rows in the order shown; those of a list as it is read may be fewer than {@link count}. */
  get rows(): readonly Row[] {
    const { rows } = this.#directory;
    if (isAsRead(this.arrangement)) return rows;
    const nowMs = performance.now();
    const known = this.#arranged;
    const isYoung = nowMs - (known?.atMs ?? Number.NEGATIVE_INFINITY) < arrangeEveryMs;
    const isOfAll = known?.of === rows.length;
    // A long list keeps its order once it is read, a short one follows the balances.
    const mayStay = this.#directory.isComplete ? isOfAll && (isYoung || !this.#isShort) : isYoung;
    if (known !== undefined && mayStay) return known.rows;
    const arranged = arrange(rows, this.arrangement);
    this.#arranged = { of: rows.length, atMs: nowMs, rows: arranged };
    return arranged;
  }

  /** How many rows there are to scroll through. */
  get count(): number {
    const { rows } = this;
    const isAll = this.#directory.isComplete || !isAsRead(this.arrangement);
    const all = isAll ? rows.length : Math.max(rows.length, this.books.accounts(this.ledger));
    return Math.min(all, scrollableMax);
  }

  /** Whether the rows are in an order that has changed since, for all that is known. */
  get isOrderOld(): boolean {
    return this.arrangement.sortBy !== 'account' && !this.#isShort;
  }

  get isConnected(): boolean {
    return this.#hub.state.kind === 'live';
  }

  /** What is still to be read before what is shown is all of it. */
  get reading(): { readonly done: number; readonly total: number } | undefined {
    const { isComplete, rows } = this.#directory;
    if (isComplete || (isAsRead(this.arrangement) && rows.length > 0)) return undefined;
    return { done: rows.length, total: Math.max(rows.length, this.books.accounts(this.ledger)) };
  }

  /** Accounts that the hub has and the list has not, where it is too long to be read again unasked. */
  get unlisted(): number {
    return this.#directory.isComplete ? this.books.accounts(this.ledger) - this.#directory.rows.length : 0;
  }

  /** Indexes of the rows to draw: from, and up to. */
  get drawn(): readonly [number, number] {
    const [from, to] = this.#seen;
    return [Math.max(0, from - drawnAround), Math.min(this.count, to + drawnAround)];
  }

  isLive(row: Row): boolean {
    return this.#window.isLive(row.id);
  }

  spark(row: Row): Spark | undefined {
    return this.#sparks.of(row.id);
  }

  choose(ledger: string | undefined): void {
    this.ledger = ledger;
    this.#startOver();
  }

  sort(sortBy: SortBy): void {
    const { arrangement } = this;
    const isDescending = arrangement.sortBy === sortBy ? !arrangement.isDescending : sortBy !== 'account';
    this.#arrange({ ...arrangement, sortBy, isDescending });
  }

  filter(filter: string): void {
    this.#arrange({ ...this.arrangement, filter: filter.trim() });
  }

  /** Reads the list anew; what is shown stays until it is there. */
  renew(): void {
    this.#renewed = this.#newDirectory();
    this.#renewed.read(readMax);
  }

  scrolled(scroller: HTMLElement): void {
    this.#scroller = scroller;
    this.painter.now();
    clearTimeout(this.#settleTimer);
    this.#settleTimer = setTimeout(() => this.#settle(), settleMs);
  }

  /** Moves the row that the keys are at, and what is seen with it. */
  step(by: number): void {
    const top = this.#cursor.move(this.rows, this.count, by) * rowPx;
    const scroller = this.#scroller;
    if (scroller === undefined) return;
    const height = scroller.clientHeight - rowPx;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + rowPx > scroller.scrollTop + height) scroller.scrollTop = top + rowPx - height;
    this.painter.now();
  }

  /** Account that the keys are at. */
  get active(): string | undefined {
    return this.#cursor.of(this.rows);
  }

  /** Opens the account that the keys are at. */
  enter(): void {
    if (this.active !== undefined) this.#go(this.active);
  }

  /** Told where the list is on the screen, once it is drawn there. */
  readonly drawnIn = (element: Element | undefined): void => {
    this.#scroller = element instanceof HTMLElement ? element : undefined;
    if (this.#scroller !== undefined && this.#isOpen) this.scrolled(this.#scroller);
  };

  get #seen(): readonly [number, number] {
    const { scrollTop = 0, clientHeight = 800 } = this.#scroller ?? {};
    const from = Math.floor(scrollTop / rowPx);
    return [from, Math.min(this.count, from + Math.ceil(clientHeight / rowPx) + 1)];
  }

  #arrange(arrangement: Arrangement): void {
    this.arrangement = arrangement;
    this.#arranged = undefined;
    this.#cursor.reset();
    if (this.#scroller !== undefined) this.#scroller.scrollTop = 0;
    this.#settle();
    this.painter.now();
  }

  #startOver(): void {
    this.#directory.close();
    this.#renewed?.close();
    this.#renewed = undefined;
    this.#directory = this.#newDirectory();
    this.#directory.read(1);
    this.#arrange(this.arrangement);
  }

  /** Asks for what is seen now. */
  #settle(): void {
    const [from, to] = this.#seen;
    this.#directory.read(isAsRead(this.arrangement) ? to + watchedAround : readMax);
    if (!this.#isOpen) return;
    const seen = this.#idsBetween(from, to);
    // A short list is watched as a whole, so that its order is as new as its numbers.
    const around = this.#isShort
      ? this.#idsBetween(0, smallMax)
      : this.#idsBetween(from - watchedAround, to + watchedAround);
    this.#window.show(this.#isShort ? around : seen, around);
    this.#sparks.want(seen);
  }

  get #isShort(): boolean {
    return this.#directory.isComplete && this.#directory.rows.length <= smallMax;
  }

  #idsBetween(from: number, to: number): string[] {
    return this.rows.slice(Math.max(0, from), to).map(({ id }) => id);
  }

  #renewIfGrown(): void {
    const renewed = this.#renewed;
    if (renewed?.isComplete) {
      // Those that were known keep what was seen of them.
      renewed.rows.forEach((row, index) => {
        const known = this.#directory.byId.get(row.id);
        if (known === undefined) return;
        known.learn(row.state, false);
        renewed.rows[index] = known;
        renewed.byId.set(known.id, known);
      });
      this.#directory = renewed;
      this.#renewed = undefined;
      this.#arranged = undefined;
      this.#settle();
    } else if (renewed === undefined && this.unlisted > 0 && this.#directory.rows.length < smallMax) {
      this.renew();
    }
  }

  #newDirectory(): Directory {
    return new Directory(this.#hub, this.ledger, () => {
      this.#settle();
      this.painter.soon();
    });
  }

  #newWindow(): WindowWatch {
    return new WindowWatch(
      this.#hub,
      this.#pulse,
      (state, isMove) => this.#learn(state, isMove),
      () => {
        this.#sparks.want(this.#idsBetween(...this.#seen));
        this.painter.soon();
      },
    );
  }

  #newSparks(): Sparks {
    return new Sparks(this.#hub, () => this.painter.soon());
  }

  #learn(state: AccountState, isMove: boolean): void {
    this.#directory.byId.get(state.account)?.learn(state, isMove);
    this.#sparks.learn(state, isMove);
  }
}
