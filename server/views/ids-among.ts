import { isSystemAccount } from '../../shared/ids.ts';
import type { Books } from './books.ts';
import type { SortedIds } from './sorted-ids.ts';
import type { AccountRange } from './views.ts';

/**
 * The first ids behind `after` that one of the ranges takes in, in the order of ids, at most `limit`; of one ledger
 * where it is named. Nothing is looked at that is in no range: what a page costs tells nobody of the accounts of others.
 */
export function idsAmong(
  books: Books,
  ranges: readonly AccountRange[],
  ledger: string | undefined,
  after: string,
  limit: number,
): string[] {
  const found = new Set<string>();
  for (const range of ranges) {
    const of = range.ledger ?? ledger;
    if (ledger !== undefined && of !== ledger) continue;
    for (const id of idsOf(books, { ...range, ledger: of }, after, limit)) found.add(id);
  }
  return [...found].sort().slice(0, limit);
}

function idsOf(books: Books, range: AccountRange, after: string, limit: number): readonly string[] {
  const { ledger, isPrefix, name } = range;
  if (!isPrefix) {
    const account = books.accounts.get(name);
    const isWanted = account !== undefined && (ledger === undefined || account.ledger.id === ledger);
    return isWanted && name > after && !isSystemAccount(name) ? [name] : [];
  }
  const ids: SortedIds | undefined = ledger === undefined ? books.ids : books.ledgers.get(ledger)?.ids;
  const behind = after < name ? justBefore(name) : after;
  const page = ids?.after(behind, limit) ?? [];
  const end = page.findIndex((id) => !id.startsWith(name));
  return end < 0 ? page : page.slice(0, end);
}

/** A text that comes before `name`, with no id in between. */
function justBefore(name: string): string {
  return name === ''
    ? ''
    : `${name.slice(0, -1)}${String.fromCharCode(name.charCodeAt(name.length - 1) - 1)}\uffff`;
}
