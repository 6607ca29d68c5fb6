import { type Inserted, type Markup, html as markup } from '../../../shared/markup.ts';
import { printable } from '../../words/printable.ts';

/** Markup from a template, as in `shared/markup.ts`; control characters of what is inserted are shown as such. */
export function html(parts: TemplateStringsArray, ...inserted: readonly Inserted[]): Markup {
  return markup(parts, ...inserted.map((each) => (typeof each === 'string' ? printable(each) : each)));
}
