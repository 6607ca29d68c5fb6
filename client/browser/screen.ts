import type { TemplateResult } from 'lit/html.js';

/** One of the things that the page can show. Only the one that is looked at asks the hub for anything. */
export interface Screen {
  readonly title: string;
  /** It is looked at from now on. */
  open(): void;
  /** It is not looked at any more, or the tab is hidden: it stops asking and keeps what it has. */
  rest(): void;
  /** Whether all that it shows is as new as can be, once the connection stands. */
  readonly isCurrent: boolean;
  view(): TemplateResult;
}
