import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { isSystemAccount } from '../../../shared/ids.ts';
import type { Transaction } from '../../../shared/transaction.ts';
import { stopped } from '../../words/describe-standing.ts';
import { timeOfDay } from '../../words/moments.ts';
import { count, grouped, isLoss, paceOf, plural } from '../format.ts';
import { forbiddenView } from '../token/forbidden.ts';
import { accountLink, actsView, memoView, settledBy } from '../transaction-view.ts';
import { unusualLegend, unusualView } from '../unusual.ts';
import type { StreamScreen } from './stream-screen.ts';

export function streamView(screen: StreamScreen): TemplateResult {
  const { transactions, isPaused } = screen;
  const settled = settledBy(transactions);
  const hasUnusual = transactions.some(({ seq }) => screen.flow.habits.of(seq).length > 0);
  return html`<section class="stream"><header class="bar"><h1>Stream</h1>
      <button aria-pressed=${isPaused} @click=${() => screen.pause()}>${isPaused ? 'Go on' : 'Pause'}</button>
      <p class="note" role="status">${pace(screen)}</p></header>
    ${hasUnusual ? unusualLegend() : nothing}
    ${
      transactions.length === 0
        ? html`<div class="empty">${screen.flow.isForbidden ? forbiddenView('watch all transactions: that takes watch:*') : html`<p>Waiting for a transaction…</p><p>Whatever anyone commits from now on appears here, but for new ledgers and their rules.</p>`}</div>`
        : html`<div class="across" tabindex="0" role="region" aria-label="Transactions"><table class="history"><caption class="unseen">Committed transactions, newest first</caption><thead><tr><th scope="col" class="money">Seq</th><th scope="col">Time</th><th scope="col">What</th><th scope="col">Accounts</th><th scope="col" class="money">Amount</th><th scope="col" class="mid">Memo</th><th scope="col" class="acts-on"><span class="unseen">What to do</span></th></tr></thead>
          <tbody>${repeat(
            transactions,
            ({ seq }) => seq,
            (tx, place) => html`${txView(tx, settled, screen)}${leftOut(tx, transactions[place + 1])}`,
          )}</tbody></table></div>`
    }</section>`;
}

/** How much of what happens is shown. */
function pace({ isPaused, flow, pulse }: StreamScreen): string {
  if (isPaused) return 'paused';
  const { rate } = pulse;
  if (rate === undefined) return 'no word from the hub yet';
  if (rate < 0.5 && flow.shown === 0) return 'all is quiet';
  return flow.isSample
    ? `showing ${flow.shown} of ${paceOf(rate)}/s`
    : `${paceOf(rate)}/s, all shown but new ledgers and their rules`;
}

/** What was committed between two that are shown. */
function leftOut(tx: Transaction, older: Transaction | undefined): TemplateResult | typeof nothing {
  const seqs = older === undefined ? 0 : tx.seq - older.seq - 1;
  return seqs <= 0
    ? nothing
    : html`<tr class="gap"><td colspan="7">${plural(seqs, 'other')} not shown</td></tr>`;
}

function txView(
  tx: Transaction,
  settled: ReadonlySet<number>,
  { act, flow, books }: StreamScreen,
): TemplateResult {
  const amount = tx.amount ?? tx.released;
  const unusual = flow.habits.of(tx.seq);
  return html`<tr><td class="money">${count(tx.seq)}</td><td><time datetime=${tx.at}>${timeOfDay(Date.parse(tx.at))}</time></td>
    <td><span class="kind ${tx.kind}">${tx.kind}</span>${about(tx)} ${unusual.length === 0 ? nothing : unusualView(unusual)}</td><td>${accounts(tx)}</td><td class="money">${amount === undefined ? nothing : html`${grouped(amount)}${assetView(books.assetOf(tx.ledger))}`}</td><td class="mid">${memoView(tx)}</td><td class="acts-on">${actsView(tx, settled, act)}</td></tr>`;
}

function assetView(asset: string | undefined): TemplateResult | typeof nothing {
  return asset === undefined ? nothing : html` <small>${asset}</small>`;
}

/** Which transaction it is about, or what it stops. */
function about({ hold, reverses, side }: Transaction): string {
  const seq = hold ?? reverses;
  return seq !== undefined ? ` of #${count(seq)}` : side === undefined ? '' : `: ${stopped[side]}`;
}

/** Who gives and who takes; those outside of the ledger are left out. */
function accounts(tx: Transaction): TemplateResult | typeof nothing {
  const named = tx.legs.filter(({ account }) => !isSystemAccount(account));
  const from = named.find(({ delta }) => isLoss(delta))?.account ?? tx.from;
  const to = tx.to ?? named.find(({ delta }) => !isLoss(delta))?.account ?? tx.account;
  return from === undefined || to === undefined
    ? accountLink(from ?? to)
    : html`${accountLink(from)} <span aria-label="to">→</span> ${accountLink(to)}`;
}
