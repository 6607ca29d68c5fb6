import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Transaction } from '../../../shared/transaction.ts';
import { timeOfDay } from '../../words/moments.ts';
import { count, grouped, isLoss, paceOf, plural } from '../format.ts';
import { accountHref } from '../route.ts';
import { memoView } from '../transaction-view.ts';
import type { StreamScreen } from './stream-screen.ts';

export function streamView(screen: StreamScreen): TemplateResult {
  const { transactions, isPaused } = screen;
  return html`<section class="stream"><header class="bar"><h1>Stream</h1>
      <button aria-pressed=${isPaused} @click=${() => screen.pause()}>${isPaused ? 'Go on' : 'Pause'}</button>
      <p class="note" role="status">${pace(screen)}</p></header>
    ${
      transactions.length === 0
        ? html`<div class="empty"><p>Waiting for a transaction…</p><p>Whatever anyone commits from now on appears here.</p></div>`
        : html`<div class="across" tabindex="0" role="region" aria-label="Transactions"><table class="history"><caption class="unseen">Committed transactions, newest first</caption><thead><tr><th scope="col" class="money">Seq</th><th scope="col">Time</th><th scope="col">What</th><th scope="col">Accounts</th><th scope="col" class="money">Amount</th><th scope="col" class="mid">Memo</th></tr></thead>
          <tbody>${repeat(
            transactions,
            ({ seq }) => seq,
            (tx, place) => html`${txView(tx)}${leftOut(tx, transactions[place + 1])}`,
          )}</tbody></table></div>`
    }</section>`;
}

/** How much of what happens is shown. */
function pace({ isPaused, flow, pulse }: StreamScreen): string {
  if (isPaused) return 'paused';
  const { rate } = pulse;
  if (rate === undefined) return 'no word from the hub yet';
  if (rate < 0.5 && flow.shown === 0) return 'all is quiet';
  return flow.isSample ? `showing ${flow.shown} of ${paceOf(rate)}/s` : `showing all, ${paceOf(rate)}/s`;
}

/** What was committed between two that are shown. */
function leftOut(tx: Transaction, older: Transaction | undefined): TemplateResult | typeof nothing {
  const seqs = older === undefined ? 0 : tx.seq - older.seq - 1;
  return seqs <= 0
    ? nothing
    : html`<tr class="gap"><td colspan="6">${plural(seqs, 'other')} not shown</td></tr>`;
}

function txView(tx: Transaction): TemplateResult {
  const [from, to] = [
    tx.legs.find(({ delta }) => isLoss(delta)),
    tx.legs.find(({ delta }) => !isLoss(delta)),
  ];
  const accounts =
    tx.kind === 'transfer'
      ? html`${link(from?.account)} <span aria-label="to">→</span> ${link(to?.account)}`
      : link(tx.account ?? (tx.kind === 'withdraw' ? from : to)?.account);
  return html`<tr><td class="money">${count(tx.seq)}</td><td><time datetime=${tx.at}>${timeOfDay(Date.parse(tx.at))}</time></td>
    <td><span class="kind ${tx.kind}">${tx.kind}</span></td><td>${accounts}</td><td class="money">${grouped(tx.amount ?? '')}</td><td class="mid">${memoView(tx)}</td></tr>`;
}

function link(account: string | undefined): TemplateResult | string {
  return account === undefined ? '' : html`<a href=${accountHref(account)}>${account}</a>`;
}
