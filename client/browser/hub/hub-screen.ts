import type { TemplateResult } from 'lit/html.js';
import type { Books } from '../books.ts';
import type { Pulse } from '../pulse.ts';
import type { Screen } from '../screen.ts';
import type { Flow } from '../stream/flow.ts';
import { hubView } from './hub-view.ts';
import type { Vitals } from './vitals.ts';

/** The hub itself: its pace, its health and its books. */
export class HubScreen implements Screen {
  readonly title = 'Hub';
  readonly isCurrent = true;
  readonly pulse: Pulse;
  readonly flow: Flow;
  readonly books: Books;
  readonly vitals: Vitals;

  constructor(parts: { pulse: Pulse; flow: Flow; books: Books; vitals: Vitals }) {
    this.pulse = parts.pulse;
    this.flow = parts.flow;
    this.books = parts.books;
    this.vitals = parts.vitals;
  }

  open(): void {
    this.flow.start();
    this.books.start();
    this.vitals.start();
  }

  rest(): void {
    this.flow.stop();
    this.books.stop();
    this.vitals.stop();
  }

  view(): TemplateResult {
    return hubView(this);
  }
}
