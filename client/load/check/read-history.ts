import { pageItemsMax } from '../../../shared/limits.ts';
import type { Transaction } from '../../../shared/transaction.ts';
import type { Hub } from '../../sdk/index.ts';
import type { AccountMark } from './account-marks.ts';
import { Contradiction } from './ledger-reading.ts';

/** An account's transactions between two marks of it, oldest first, page by page. */
export async function* readHistory(
  hub: Hub,
  { account, seq: from }: AccountMark,
  { seq: to }: AccountMark,
  signal: AbortSignal,
): AsyncGenerator<readonly Transaction[]> {
  let after = from;
  for (;;) {
    signal.throwIfAborted();
    const page = await hub.history({ account, after, limit: pageItemsMax });
    const isPast = (page.txs.at(-1)?.seq ?? 0) > to;
    yield isPast ? page.txs.filter(({ seq }) => seq <= to) : page.txs;
    if (page.next === null || isPast) return;
    if (page.next <= after)
      throw new Contradiction(`The history of ${account} does not go on behind seq ${after}.`);
    after = page.next;
  }
}
