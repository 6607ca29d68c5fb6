import { worldOf } from '../../../shared/ids.ts';
import { pageItemsMax } from '../../../shared/limits.ts';
import { parseMoney } from '../../../shared/money.ts';
import type { AccountState, LedgerTrial } from '../../../shared/transaction.ts';
import type { Hub } from '../../sdk/index.ts';
import type { AccountMark } from './account-marks.ts';

/** What a ledger says of itself, by the hub's questions. */

/** What the hub says cannot be true. The message is a sentence for the check's report. */
export class Contradiction extends Error {
  override readonly name = 'Contradiction';
}

/** A check asks a busy hub for large pages, and has nothing else to do but wait for them. */
export const patience = { timeoutMs: 120_000, retry: true };

/** A ledger's totals. Rejects with {@link Contradiction} where the hub does not tell them. */
export async function readBooks(hub: Hub, ledger: string): Promise<LedgerTrial> {
  const { ledgers } = await hub.trial(ledger, patience);
  const books = ledgers.find((trial) => trial.ledger === ledger);
  if (books === undefined) throw new Contradiction(`The trial of ledger ${ledger} does not tell of it.`);
  return books;
}

/** The ledger's system account. */
export async function readWorld(hub: Hub, { ledger, scale }: LedgerTrial): Promise<AccountMark> {
  const { seq, accounts } = await hub.get([worldOf(ledger)], patience);
  const [state] = accounts;
  if (state === undefined) throw new Contradiction(`The hub does not tell of ${worldOf(ledger)}.`);
  return markOf(state, seq, scale);
}

/** All other accounts, in the order of their ids, page by page. */
export async function* walkAccounts(
  hub: Hub,
  { ledger, scale }: LedgerTrial,
  signal: AbortSignal,
): AsyncGenerator<readonly AccountMark[]> {
  let last: string | undefined;
  for (;;) {
    signal.throwIfAborted();
    const page = await hub.list({ ledger, after: last, limit: pageItemsMax }, patience);
    for (const { account } of page.accounts) {
      if (last !== undefined && account <= last) {
        throw new Contradiction(`The list of ledger ${ledger} has ${account} behind ${last}.`);
      }
      last = account;
    }
    yield page.accounts.map((state) => markOf(state, page.seq, scale));
    if (page.next == null) return;
    if (page.accounts.length === 0)
      throw new Contradiction(`The list of ledger ${ledger} has an empty page.`);
  }
}

function markOf(state: AccountState, seq: number, scale: number): AccountMark {
  const { account, version, frozen } = state;
  const balance = parseMoney(state.balance, scale);
  const available = parseMoney(state.available, scale);
  if (balance === undefined || available === undefined) {
    throw new Contradiction(
      `The balance of ${account} is said to be ${state.balance}, ${state.available} of it available.`,
    );
  }
  return { account, balance, held: balance - available, version, seq, frozen };
}
