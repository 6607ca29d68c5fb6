import type { Leg, Transaction } from '../../shared/transaction.ts';
import { printable } from './printable.ts';

/** Sentences about transactions. All that comes from the hub is made printable here. */

/** What a transaction did and what balances it left, in one line. */
export function describeTransaction(tx: Transaction): string {
  return `${happened(tx)}${memo(tx)} (#${tx.seq})`;
}

function happened(tx: Transaction): string {
  const [from, to] = ends(tx);
  switch (tx.kind) {
    case 'deposit':
      return `Deposited ${amount(tx)} into ${name(to)}: balance ${balance(to)}`;
    case 'withdraw':
      return `Withdrew ${amount(tx)} from ${name(from)}: balance ${balance(from)}`;
    case 'transfer':
      return `Moved ${amount(tx)} from ${name(from)} to ${name(to)}: ${name(from)} ${balance(from)}, ${name(to)} ${balance(to)}`;
    case 'open':
      return `Opened ${printable(tx.account ?? '')} in ledger ${printable(tx.ledger)}`;
    case 'ledger':
      return `Created ledger ${printable(tx.ledger)}`;
  }
}

/** A transaction as seen from one of its accounts, such as `transfer to B "rent"`. */
export function describeFrom(account: string, tx: Transaction): string {
  const other = ends(tx).find((leg) => leg !== undefined && leg.account !== account);
  if (tx.kind !== 'transfer' || other === undefined) return tx.kind + memo(tx);
  const towards = other.delta.startsWith('-') ? 'from' : 'to';
  return `transfer ${towards} ${name(other)}${memo(tx)}`;
}

/** The legs that give and take. */
function ends({ legs }: Transaction): readonly [Leg | undefined, Leg | undefined] {
  return [legs.find(({ delta }) => delta.startsWith('-')), legs.find(({ delta }) => !delta.startsWith('-'))];
}

function amount(tx: Transaction): string {
  return printable(tx.amount ?? '');
}
function name(leg: Leg | undefined): string {
  return printable(leg?.account ?? '?');
}
/** A leg that the receiver may not read in full has no balance. */
function balance(leg: Leg | undefined): string {
  return printable(leg?.balance ?? '?');
}
/** With a space before it, where there is one. */
export function memo(tx: Transaction): string {
  return tx.memo === undefined ? '' : ` "${printable(tx.memo)}"`;
}
