import { pageItemsMax } from '../../shared/limits.ts';
import type { Transaction } from '../../shared/transaction.ts';
import type { TransactionsPage } from '../sdk/calls.ts';
import type { Hub } from '../sdk/hub.ts';
import { inconsistent } from './data-out-problem.ts';
import { inOrder } from './in-order.ts';
import type { Period } from './period-options.ts';

/** Which of the hub's transactions: all of them where nothing is said. */
export interface JournalSelection {
  readonly ledger: string | undefined;
  readonly period: Period;
  /** Seqs, both exclusive. */
  readonly after: number | undefined;
  readonly before: number | undefined;
}

/** Transactions in a range of seqs that is fixed: what is committed later is not in it. */
export interface JournalRange {
  readonly ledger: string | undefined;
  /** First and last seq, both inclusive; none where `last` is below `first`. */
  readonly first: number;
  readonly last: number;
  /** Of the journal. */
  readonly epoch: string | undefined;
}

/** Some transactions of a range, and how much (0..1) of it is done with them. */
export interface JournalPage {
  readonly txs: readonly Transaction[];
  readonly share: number;
}

/** Pages that are asked for ahead of the one that is worked on: enough to keep the hub busy meanwhile. */
const pagesAhead = 6;

/** Fixes the range that a selection means now. Rejects with the SDK's errors. */
export async function findRange(
  hub: Hub,
  { ledger, period, after, before }: JournalSelection,
  signal: AbortSignal,
): Promise<JournalRange> {
  const page = await hub.journal({ ledger, ...period, after, before, limit: 1 }, { signal, retry: true });
  // The hub may look at much before the first of a ledger.
  const first = page.txs[0]?.seq ?? (page.next ?? page.last) + 1;
  return { ledger, first, last: page.last, epoch: epochOf(hub) };
}

/**
 * The transactions of a range, oldest first, a page at a time; some pages are asked for ahead. A hub that restarts
 * meanwhile is waited for as long as the hub's time for a request. Rejects with the SDK's errors, and with
 * {@link inconsistent} where the hub's journal is not the same any more.
 */
export async function* journalPages(
  hub: Hub,
  range: JournalRange,
  signal: AbortSignal,
): AsyncGenerator<JournalPage, void, void> {
  const { first, last } = range;
  yield* inOrder(pagesAhead, signal, spans(range), async (span, inner) => ({
    txs: await readSpan(hub, range, span, inner),
    // By seqs: the pages of a small ledger may be empty for long.
    share: (span.last - first + 1) / (last - first + 1),
  }));
}

/** Seqs, both inclusive, that fit in one page. */
interface Span {
  readonly first: number;
  readonly last: number;
}

function* spans({ first, last }: JournalRange): Generator<Span, void, void> {
  for (let at = first; at <= last; at += pageItemsMax)
    yield { first: at, last: Math.min(last, at + pageItemsMax - 1) };
}

/** A page of long transactions ends before its limit, so a span may take several. */
async function readSpan(
  hub: Hub,
  { ledger, epoch, last: minSeq }: JournalRange,
  { first, last }: Span,
  signal: AbortSignal,
): Promise<readonly Transaction[]> {
  const txs: Transaction[] = [];
  let after: number | null = first - 1;
  while (after !== null) {
    const page: TransactionsPage = await hub.journal(
      { ledger, after, before: last + 1, limit: pageItemsMax, minSeq },
      { signal, retry: true },
    );
    checkEpoch(hub, epoch);
    for (const tx of page.txs) txs.push(tx);
    after = page.next;
  }
  // Seqs have no gaps, so what is missing shows.
  const expected = last - first + 1;
  if (ledger === undefined && (txs.length !== expected || txs[0]?.seq !== first || txs.at(-1)?.seq !== last))
    throw inconsistent(`${txs.length} transactions came from ${first} to ${last}, not ${expected}`);
  return txs;
}

/** Throws {@link inconsistent} where the hub has another journal than the one that was begun with. */
export function checkEpoch(hub: Hub, epoch: string | undefined): void {
  const now = epochOf(hub);
  if (epoch !== undefined && now !== undefined && now !== epoch)
    throw inconsistent('since the connection was lost it has another journal');
}

/** Id of the journal that the hub is connected to. */
export function epochOf({ state }: Hub): string | undefined {
  return state.kind === 'live' ? state.epoch : undefined;
}
