import { html, type TemplateResult } from 'lit/html.js';
import { isSystemAccount } from '../../shared/ids.ts';
import type { Leg, Transaction } from '../../shared/transaction.ts';
import { amountScore, amountsKept, unusualScore } from '../analysis/amount-score.ts';

/** What a person needs to know of the mark. */
const unusualWords = `the amount is far above what the account has moved before, as far as its last ${amountsKept} movements tell`;

/** What a transaction says of an account's habits; undefined where nothing. A reversal is no habit, it mends something. */
export function amountMoved({ kind }: Transaction, leg: Leg | undefined): number | undefined {
  if (leg === undefined || isSystemAccount(leg.account) || kind === 'reverse') return undefined;
  return Math.abs(Number(leg.delta)) || undefined;
}

/** Whether the amount at a place of an account's history, newest first, stands out among those before it. */
export function isUnusualAt(
  entries: readonly { readonly tx: Transaction; readonly leg: Leg | undefined }[],
  place: number,
): boolean {
  const [amount] = amountsFrom(entries, place, place + 1);
  if (amount === undefined) return false;
  const earlier = amountsFrom(entries, place + 1, place + 1 + amountsKept).sort((a, b) => a - b);
  const score = amountScore(amount, earlier);
  return score !== undefined && score >= unusualScore;
}

function amountsFrom(entries: Parameters<typeof isUnusualAt>[0], from: number, to: number): number[] {
  return entries.slice(from, to).flatMap(({ tx, leg }) => amountMoved(tx, leg) ?? []);
}

/** `accounts`: whose habits it breaks. */
export function unusualView(accounts: readonly string[]): TemplateResult {
  return html`<span class="flag" title="Unusual for ${accounts.join(' and ')}: ${unusualWords}">unusual</span>`;
}

export function unusualLegend(): TemplateResult {
  return html`<p class="hint legend"><span class="flag">unusual</span> ${unusualWords}</p>`;
}
