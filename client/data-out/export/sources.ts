import { pageItemsMax } from '../../../shared/limits.ts';
import type { LedgerTrial, Transaction } from '../../../shared/transaction.ts';
import type { Hub } from '../../sdk/hub.ts';
import { checkEpoch, epochOf, findRange, type JournalRange, journalPages } from '../journal-range.ts';
import type { Batch, Column, Source } from './columns.ts';
import type { ExportRequest } from './command.ts';
import {
  type AccountRow,
  type Assets,
  accountColumns,
  type Entry,
  entryColumns,
  transactionColumns,
} from './tables.ts';

/** The transactions that a request is about. Rejects with the SDK's errors. */
export async function transactionsSource(
  hub: Hub,
  request: ExportRequest,
  signal: AbortSignal,
): Promise<Source<Transaction>> {
  return await journalSource(hub, request, signal, transactionColumns, (tx) => [tx]);
}

/** Their legs. */
export async function entriesSource(
  hub: Hub,
  request: ExportRequest,
  signal: AbortSignal,
): Promise<Source<Entry>> {
  return await journalSource(hub, request, signal, entryColumns, (tx) => tx.legs.map((leg) => ({ tx, leg })));
}

async function journalSource<Row>(
  hub: Hub,
  { table, selection }: ExportRequest,
  signal: AbortSignal,
  columnsOf: (assets: Assets) => readonly Column<Row>[],
  rowsOf: (tx: Transaction) => readonly Row[],
): Promise<Source<Row>> {
  const range = await findRange(hub, selection, signal);
  // Asked for after the range is fixed, so that every ledger in it is there.
  const { ledgers } = await hub.trial(selection.ledger, { signal, retry: true });
  const { first, last, epoch } = range;
  return {
    columns: columnsOf(new Map(ledgers.map(({ ledger, asset }) => [ledger, asset]))),
    facts: { table, first_seq: String(first), last_seq: String(last), epoch: epoch ?? '' },
    scale: largestScale(ledgers),
    batches: journalBatches(hub, range, signal, rowsOf),
  };
}

async function* journalBatches<Row>(
  hub: Hub,
  range: JournalRange,
  signal: AbortSignal,
  rowsOf: (tx: Transaction) => readonly Row[],
): AsyncGenerator<Batch<Row>, void, void> {
  for await (const { txs, share } of journalPages(hub, range, signal))
    yield { rows: txs.flatMap(rowsOf), share };
}

/** Accounts in the order of their ids, each as of the seq beside it. Rejects with the SDK's errors. */
export async function accountsSource(
  hub: Hub,
  { table, selection: { ledger } }: ExportRequest,
  signal: AbortSignal,
): Promise<Source<AccountRow>> {
  const { ledgers, seq } = await hub.trial(ledger, { signal, retry: true });
  const epoch = epochOf(hub);
  return {
    columns: accountColumns,
    facts: { table, from_seq: String(seq), epoch: epoch ?? '' },
    scale: largestScale(ledgers),
    batches: accountBatches(
      hub,
      {
        ledger,
        epoch,
        minSeq: seq,
        count: ledgers.reduce((sum, { accounts }) => sum + accounts, 0),
      },
      signal,
    ),
  };
}

/** Which accounts there are to list, and of which journal they have to be. */
interface Listing {
  readonly ledger: string | undefined;
  readonly epoch: string | undefined;
  readonly minSeq: number;
  /** About how many they are. */
  readonly count: number;
}

async function* accountBatches(
  hub: Hub,
  { ledger, epoch, minSeq, count }: Listing,
  signal: AbortSignal,
): AsyncGenerator<Batch<AccountRow>, void, void> {
  let after: string | undefined;
  let done = 0;
  do {
    const { accounts, seq, next } = await hub.list(
      { ledger, after, limit: pageItemsMax, minSeq },
      { signal, retry: true },
    );
    checkEpoch(hub, epoch);
    done += accounts.length;
    yield { rows: accounts.map((account) => ({ account, seq })), share: done / (count || 1) };
    after = next ?? undefined;
  } while (after !== undefined);
}

function largestScale(ledgers: readonly LedgerTrial[]): number {
  return ledgers.reduce((scale, ledger) => Math.max(scale, ledger.scale), 0);
}
