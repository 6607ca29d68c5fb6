import { pageItemsMax } from '../../../shared/limits.ts';
import type { LedgerTrial, Transaction } from '../../../shared/transaction.ts';
import type { HistoryPage } from '../../sdk/calls.ts';
import type { Hub } from '../../sdk/hub.ts';
import { checkEpoch, epochOf, findRange, journalPages } from '../journal-range.ts';
import type { ReportRequest } from './command.ts';
import { Fold } from './fold.ts';

/** What a report comes to. */
export interface Report {
  readonly request: ReportRequest;
  /** A ledger each, or one for an account. */
  readonly folds: readonly Fold[];
  /** Transactions of ledgers beyond {@link ledgersMax}. */
  readonly leftOut: number;
}

/** Ledgers that one report tells of. */
export const ledgersMax = 50;

/** Hears how far (0..1) it is. */
type Told = (share: number, transactions: number) => void;

/** Reads what a report is made of, once. Rejects with the SDK's errors. */
export function gather(hub: Hub, request: ReportRequest, signal: AbortSignal, told: Told): Promise<Report> {
  const { account } = request;
  return account === undefined
    ? gatherLedgers(hub, request, signal, told)
    : gatherAccount(hub, { ...request, account }, signal, told);
}

async function gatherLedgers(
  hub: Hub,
  request: ReportRequest,
  signal: AbortSignal,
  told: Told,
): Promise<Report> {
  const { ledger, period } = request;
  const range = await findRange(hub, { ledger, period, after: undefined, before: undefined }, signal);
  const { ledgers } = await hub.trial(ledger, { signal, retry: true });
  const folds = new Map(ledgers.slice(0, ledgersMax).map((each) => [each.ledger, foldOf(each)]));
  let [count, leftOut] = [0, 0];
  for await (const { txs, share } of journalPages(hub, range, signal)) {
    for (const tx of txs) {
      const fold = folds.get(tx.ledger);
      if (fold === undefined) leftOut += 1;
      else fold.add(tx);
    }
    count += txs.length;
    told(share, count);
  }
  return { request, folds: [...folds.values()], leftOut };
}

async function gatherAccount(
  hub: Hub,
  request: ReportRequest & { readonly account: string },
  signal: AbortSignal,
  told: Told,
): Promise<Report> {
  const { account } = request;
  const { accounts } = await hub.get([account], { signal, retry: true });
  const [state] = accounts;
  const { ledgers } = await hub.trial(state?.ledger, { signal, retry: true });
  const folds = ledgers.map((each) => foldOf(each, account));
  let count = 0;
  for await (const txs of historyPages(hub, request, signal)) {
    for (const tx of txs) for (const fold of folds) fold.add(tx);
    count += txs.length;
    const last = txs.at(-1)?.legs.find((leg) => leg.account === account);
    told((last?.version ?? 0) / (state?.version || 1), count);
  }
  return { request, folds, leftOut: 0 };
}

/** An account's transactions of a period, oldest first; those that come after the first page was asked for are left out. */
async function* historyPages(
  hub: Hub,
  { account, period }: ReportRequest & { readonly account: string },
  signal: AbortSignal,
): AsyncGenerator<readonly Transaction[], void, void> {
  const epoch = epochOf(hub);
  let after: number | null = 0;
  let last: number | undefined;
  while (after !== null) {
    const page: HistoryPage = await hub.history(
      { account, after, ...period, limit: pageItemsMax },
      { signal, retry: true },
    );
    checkEpoch(hub, epoch);
    const end = last ?? page.seq;
    last = end;
    const txs = page.txs.filter(({ seq }) => seq <= end);
    yield txs;
    after = txs.length < page.txs.length ? null : page.next;
  }
}

function foldOf({ ledger, asset, scale }: LedgerTrial, account?: string): Fold {
  return new Fold({ ledger, asset, scale, account });
}
