import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Transaction } from '../../shared/transaction.ts';
import { printable } from '../words/printable.ts';
import type { Act } from './act/act-form.ts';
import { actsOn, type DraftKind } from './act/draft.ts';
import { kindLabels } from './act/draft-words.ts';
import { count } from './format.ts';
import { accountHref } from './route.ts';

/** A memo as text, whatever is in it. */
export function memoView({ memo }: { readonly memo?: string | undefined }): TemplateResult | typeof nothing {
  return memo === undefined || memo === '' ? nothing : html`<q class="memo">${printable(memo)}</q>`;
}

export function accountLink(account: string | undefined): TemplateResult | typeof nothing {
  return account === undefined ? nothing : html`<a href=${accountHref(account)}>${account}</a>`;
}

/** Where a row has little room, what can be done about it is a sign. */
const signs: Readonly<Partial<Record<DraftKind, string>>> = { capture: '✓', release: '✕', reverse: '↶' };

/** Leads to the form for what can be done about a transaction; `settled`: those about which nothing is left to do. */
export function actsView(
  tx: Pick<Transaction, 'seq' | 'kind' | 'by'>,
  settled: ReadonlySet<number>,
  act: Act,
): TemplateResult | typeof nothing {
  const { seq } = tx;
  if (settled.has(seq)) return nothing;
  return html`${actsOn(tx).map((each) => html`<button class="act" aria-label="${kindLabels[each]} #${count(seq)}" @click=${() => act(each, { seq: String(seq) })}><span class="mid">${kindLabels[each]}</span><span class="narrow" aria-hidden="true">${signs[each]}</span></button>`)}`;
}

/** The holds that are settled and the transactions that are reversed, as far as these tell. */
export function settledBy(txs: readonly Transaction[]): Set<number> {
  const settled = new Set<number>();
  for (const { hold, reverses, all } of txs) {
    if (hold !== undefined) settled.add(hold);
    if (reverses !== undefined && all) settled.add(reverses);
  }
  return settled;
}
