import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { OpenHold } from '../../../shared/transaction.ts';
import { dateAndTime } from '../../words/moments.ts';
import { grouped } from '../format.ts';
import { accountLink, actsView, memoView } from '../transaction-view.ts';
import { holdsShown } from './account-holds.ts';
import type { AccountScreen } from './account-screen.ts';

/** What is reserved of an account, and for it; `settled` are holds that are known to be open no more. */
export function holdsView(
  { holds, model, act }: AccountScreen,
  settled: ReadonlySet<number>,
): TemplateResult | typeof nothing {
  const open = holds.list.filter(({ seq }) => !settled.has(seq));
  if (open.length === 0) return nothing;
  const row = (hold: OpenHold): TemplateResult => {
    const { seq, by, from, to, amount, expires } = hold;
    const isOwn = from === model.id;
    return html`<tr class="hold"><td>${isOwn ? 'for' : 'from'} ${accountLink(isOwn ? to : from)} ${memoView(hold)}</td><td class="money">${grouped(amount)}</td>
      <td>${expires === undefined ? 'settled' : html`<time datetime=${expires}>${dateAndTime(expires)}</time>`}</td><td class="acts-on">${actsView({ seq, by, kind: 'hold' }, settled, act)}</td></tr>`;
  };
  return html`<table class="history holds"><caption>Open holds ${holds.hasMore ? html`<small class="note">the oldest ${holdsShown}; florin holds shows all</small>` : nothing}</caption>
    <thead><tr><th scope="col">Who</th><th scope="col" class="money">Amount</th><th scope="col">Until</th><th scope="col" class="acts-on"><span class="unseen">What to do</span></th></tr></thead>
    <tbody>${repeat(open, ({ seq }) => seq, row)}</tbody></table>`;
}
