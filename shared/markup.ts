/** HTML or SVG that is safe to insert as it is. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Inserted = string | number | Markup | readonly Markup[];

/** Markup from a template; what is inserted becomes text, whatever it holds, unless it is markup itself. */
export function html(parts: TemplateStringsArray, ...inserted: readonly Inserted[]): Markup {
  return new Markup(parts.map((part, index) => part + textOf(inserted[index] ?? '')).join(''));
}

function textOf(inserted: Inserted): string {
  if (inserted instanceof Markup) return inserted.text;
  if (typeof inserted === 'object') return inserted.map(({ text }) => text).join('');
  return String(inserted).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
