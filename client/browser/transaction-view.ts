import { html, nothing, type TemplateResult } from 'lit/html.js';
import { printable } from '../words/printable.ts';

/** A memo as text, whatever is in it. */
export function memoView({ memo }: { readonly memo?: string | undefined }): TemplateResult | typeof nothing {
  return memo === undefined || memo === '' ? nothing : html`<q class="memo">${printable(memo)}</q>`;
}
