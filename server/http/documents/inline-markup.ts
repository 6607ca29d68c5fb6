import { html, Markup } from '../../../shared/markup.ts';

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
