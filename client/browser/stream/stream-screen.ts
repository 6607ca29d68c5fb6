import type { TemplateResult } from 'lit/html.js';
import type { Transaction } from '../../../shared/transaction.ts';
import type { Act } from '../act/act-form.ts';
import type { Books } from '../books.ts';
import type { Painter } from '../painter.ts';
import type { Pulse } from '../pulse.ts';
import type { Screen } from '../screen.ts';
import type { Flow } from './flow.ts';
import { streamView } from './stream-view.ts';

/** Committed transactions as they happen. */
export class StreamScreen implements Screen {
  readonly title = 'Stream';
  readonly isCurrent = true;
  readonly flow: Flow;
  readonly pulse: Pulse;
  readonly books: Books;
  readonly act: Act;
  readonly #painter: Painter;
  /** What was shown when it was paused; undefined while it runs. */
  #held: readonly Transaction[] | undefined;

  constructor(
    flow: Flow,
    pulse: Pulse,
    { books, painter, act }: { books: Books; painter: Painter; act: Act },
  ) {
    this.flow = flow;
    this.pulse = pulse;
    this.books = books;
    this.#painter = painter;
    this.act = act;
  }

  open(): void {
    this.books.start();
    if (!this.isPaused) this.flow.start();
  }

  rest(): void {
    this.books.stop();
    this.flow.stop();
  }

  get isPaused(): boolean {
    return this.#held !== undefined;
  }

  get transactions(): readonly Transaction[] {
    return this.#held ?? this.flow.transactions;
  }

  pause(): void {
    this.#held = this.isPaused ? undefined : this.flow.transactions;
    if (this.isPaused) this.flow.stop();
    else this.flow.start();
    this.#painter.now();
  }

  view(): TemplateResult {
    return streamView(this);
  }
}
