import type { LedgerTrial } from '../../shared/transaction.ts';
import type { Hub } from '../sdk/index.ts';
import { type AccountMark, AccountMarks } from './check/account-marks.ts';
import { readBooks, readWorld, walkAccounts } from './check/ledger-reading.ts';
import type { LoadOptions } from './options.ts';

/** A ledger before a run, to compare it with afterwards. */
export interface LedgerBefore {
  readonly books: LedgerTrial;
  /** Whether nothing happened in the ledger while it was read, so that all of it is as of one moment. */
  readonly isQuiet: boolean;
  readonly world: AccountMark;
  readonly accounts: AccountMarks;
}

/** Reads the ledger, which has to be there. Rejects with a `FlorinError`, a `Contradiction` or the signal's reason. */
export async function captureBefore(
  hub: Hub,
  { ledger }: Pick<LoadOptions, 'ledger'>,
  signal: AbortSignal,
): Promise<LedgerBefore> {
  const books = await readBooks(hub, ledger);
  const world = await readWorld(hub, books);
  const accounts = new AccountMarks();
  for await (const page of walkAccounts(hub, books, signal)) for (const mark of page) accounts.add(mark);
  const { transactions } = await readBooks(hub, ledger);
  return { books, isQuiet: transactions === books.transactions, world, accounts };
}
