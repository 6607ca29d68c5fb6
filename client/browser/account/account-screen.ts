import type { TemplateResult } from 'lit/html.js';
import type { Hub } from '../../sdk/hub.ts';
import { printable } from '../../words/printable.ts';
import type { Act } from '../act/act-form.ts';
import type { Painter } from '../painter.ts';
import type { Pulse } from '../pulse.ts';
import type { Screen } from '../screen.ts';
import { AccountHolds } from './account-holds.ts';
import { AccountModel, type Entry } from './account-model.ts';
import { accountView } from './account-view.ts';

/** Height of a transaction's row, pixels: the same in the style sheet (`--entry`). */
export const entryPx = 40;
/** Drawn above and below what can be seen, pixels. */
const aroundPx = 600;

/** One account: its balance live and over time, and its transactions. */
export class AccountScreen implements Screen {
  readonly model: AccountModel;
  readonly holds: AccountHolds;
  readonly painter: Painter;
  readonly act: Act;
  isZoomed = false;
  /** Whether any amount that was seen was unusual: what that means stays told. */
  hasUnusual = false;
  #rows: Element | undefined;
  #newest: Entry | undefined;
  readonly #onScroll = (): void => this.painter.now();

  constructor(hub: Hub, pulse: Pulse, id: string, { painter, act }: { painter: Painter; act: Act }) {
    this.model = new AccountModel(hub, pulse, id, () => painter.soon());
    this.holds = new AccountHolds(hub, id, () => painter.soon());
    this.painter = painter;
    this.act = act;
  }

  /** Told where the rows are, once they are drawn. */
  readonly drawnIn = (rows: Element | undefined): void => {
    this.#rows = rows;
  };

  /** Indexes of the transactions to draw: from, and up to. Those above and below are only as high as they were. */
  get drawn(): readonly [number, number] {
    const { length } = this.model.entries;
    const top = this.#rows?.getBoundingClientRect().top ?? 0;
    const at = (y: number): number => Math.max(0, Math.min(length, Math.floor((y - top) / entryPx)));
    return [at(-aroundPx), at(innerHeight + aroundPx)];
  }

  get title(): string {
    return printable(this.model.id);
  }

  get isCurrent(): boolean {
    return this.model.isCurrent;
  }

  open(): void {
    this.model.open();
    this.holds.start();
    addEventListener('scroll', this.#onScroll, { passive: true });
  }

  rest(): void {
    this.model.rest();
    this.holds.stop();
    removeEventListener('scroll', this.#onScroll);
  }

  view(): TemplateResult {
    this.#stayInPlace();
    const { entries } = this.model;
    if (this.drawn[1] >= entries.length) void this.model.readOlder();
    return accountView(this);
  }

  /** What is read stays where it is while new transactions come in above it. */
  #stayInPlace(): void {
    const [newest] = this.model.entries;
    const before = this.#newest;
    this.#newest = newest;
    if (before === undefined || newest === before || (this.#rows?.getBoundingClientRect().top ?? 0) >= 0)
      return;
    const added = this.model.entries.findIndex(({ tx }) => tx.seq === before.tx.seq);
    if (added > 0) scrollBy({ top: added * entryPx, behavior: 'instant' });
  }
}
