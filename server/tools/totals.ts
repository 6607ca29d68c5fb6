import { formatMoney } from '../../shared/money.ts';
import type { BookAccount, Books } from '../views/books.ts';

/** A ledger's books, money as texts in its asset. */
export interface LedgerTotals {
  readonly ledger: string;
  readonly asset: string;
  readonly accounts: number;
  /** Of all its balances, system account included. */
  readonly sum: string;
  readonly deposited: string;
  readonly withdrawn: string;
  readonly held: string;
  readonly transactions: number;
}

/** Adds up each ledger anew, account by account. */
export function totalsOf(books: Books): LedgerTotals[] {
  const added = new Map([...books.ledgers.keys()].map((id) => [id, { accounts: 0, sum: 0n, held: 0n }]));
  for (const { ledger, balance, held } of books.accounts.values()) {
    const of = added.get(ledger.id);
    if (of === undefined) continue;
    of.accounts += 1;
    of.sum += balance;
    of.held += held;
  }
  return [...books.ledgers.values()].map(
    ({ id: ledger, asset, scale, deposited, withdrawn, transactions }) => {
      const { accounts, sum, held } = added.get(ledger) ?? { accounts: 0, sum: 0n, held: 0n };
      const money = (minor: bigint): string => formatMoney(minor, scale);
      return {
        ledger,
        asset,
        // The system account is nobody's.
        accounts: accounts - 1,
        sum: money(sum),
        deposited: money(deposited),
        withdrawn: money(withdrawn),
        held: money(held),
        transactions,
      };
    },
  );
}

/** What does not add up, in words that follow the name of a file; `undefined` where all does. */
export function unbalanced(books: Books): string | undefined {
  const wrong = totalsOf(books).find(({ sum }) => Number(sum) !== 0);
  if (wrong !== undefined) return `does not add up: ledger ${wrong.ledger} sums to ${wrong.sum}`;
  const reserved = new Map<BookAccount, bigint>();
  for (const { from, amount } of books.holds.values())
    reserved.set(from, (reserved.get(from) ?? 0n) + amount);
  for (const account of books.accounts.values()) {
    if (account.held !== (reserved.get(account) ?? 0n)) {
      return `does not add up: ${account.id} does not reserve what its holds say`;
    }
  }
  return undefined;
}
