import { parseMoney } from '../../shared/money.ts';
import { Denial } from './denial.ts';
import type { Account, Ledger } from './state.ts';
import type { Leg } from './transaction.ts';

/** What the decisions on all kinds of commands are made of. */

export interface DecisionHead {
  /** Server time, Unix milliseconds. */
  readonly atMs: number;
  readonly by: string;
  /** Seq that the transaction would have. */
  readonly seq: number;
}

export function unknownAccount(id: string): Denial {
  return new Denial('unknown_account', `there is no account ${id}`);
}

/** Minor units of an amount in the ledger's asset. */
export function minorAmount(text: string, { asset, scale }: Ledger): bigint | Denial {
  return parseMoney(text, scale) ?? new Denial('amount_precision', `${asset} has ${scale} decimals at most`);
}

/** An account's part in a transaction that moves `delta` to it and leaves `held` of it reserved. */
export function legAfter(
  account: Account,
  delta: bigint,
  held: bigint = account.held,
  marks: string = account.marks,
): Leg {
  const balance = account.balance + delta;
  // Nearly always the same value, and then the same object too.
  const available = held === 0n ? balance : balance - held;
  return { account, delta, balance, available, version: account.version + 1, marks };
}
