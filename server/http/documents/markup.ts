/** HTML that is safe to insert as it is. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Inserted = string | number | Markup | readonly Markup[];

/** Markup from a template; what is inserted becomes text, whatever it holds, unless it is markup itself. */
export function html(parts: TemplateStringsArray, ...inserted: readonly Inserted[]): Markup {
  return new Markup(parts.map((part, index) => part + textOf(inserted[index] ?? '')).join(''));
}

function textOf(inserted: Inserted): string {
  if (inserted instanceof Markup) return inserted.text;
  if (typeof inserted === 'object') return inserted.map(({ text }) => text).join('');
  return String(inserted).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

export const nothing = new Markup('');

/** Pieces with a text between each two. */
export function joined(pieces: readonly Markup[], between: string): Markup[] {
  return pieces.flatMap((piece, nth) => (nth === 0 ? [piece] : [html`${between}`, piece]));
}

/** Markdown of one line: code, and links within the page. All else is text. */
export function inline(markdown: string): Markup[] {
  return markdown
    .split(/(`[^`]+`|\[[^\]]+\]\([^)]+\))/)
    .map((piece) => codeOf(piece) ?? linkOf(piece) ?? html`${piece}`);
}

function codeOf(piece: string): Markup | undefined {
  const [, code] = /^`([^`]+)`$/.exec(piece) ?? [];
  return code === undefined ? undefined : html`<code>${code}</code>`;
}

function linkOf(piece: string): Markup | undefined {
  const [, text, anchor] = /^\[([^\]]+)\]\([^)#]*(#[\w-]+)\)$/.exec(piece) ?? [];
  if (text === undefined || anchor === undefined) return undefined;
  return html`<a href="${anchor}">${inline(text)}</a>`;
}
