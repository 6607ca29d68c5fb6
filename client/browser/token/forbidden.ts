import { html, type TemplateResult } from 'lit/html.js';
import { Refused } from '../../sdk/errors.ts';

/** What the token of this tab may not do, told as that and not as trouble. */

export function isForbidden(failure: unknown): boolean {
  return failure instanceof Refused && failure.code === 'forbidden';
}

/** `what` is the end of a sentence that begins with the token. */
export function forbiddenView(what: string): TemplateResult {
  return html`<p class="note" role="status">Your token may not ${what}.</p>`;
}
