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
    case 'hold':
      return `Held ${amount(tx)} of ${name(from)} for ${printable(tx.to ?? '?')}${until(tx)}: available ${available(from)}`;
    case 'capture':
      return `Captured ${amount(tx)} of hold #${tx.hold}, from ${name(from)} to ${name(to)}: ${name(from)} ${balance(from)}, ${name(to)} ${balance(to)}`;
    case 'release':
      return `Released hold #${tx.hold}, ${printable(tx.released ?? '')} of ${name(from)}: available ${available(from)}`;
    case 'expire':
      return `Hold #${tx.hold} expired, ${printable(tx.released ?? '')} of ${name(from)}: available ${available(from)}`;
    case 'reverse':
      return `Reversed ${amount(tx)} of #${tx.reverses}, from ${name(from)} to ${name(to)}: ${name(from)} ${balance(from)}, ${name(to)} ${balance(to)}`;
    case 'open':
      return `Opened ${printable(tx.account ?? '')} in ledger ${printable(tx.ledger)}`;
    case 'freeze':
      return `Froze ${printable(tx.account ?? '')}: ${stopped[tx.side ?? 'both']}`;
    case 'unfreeze':
      return `Unfroze ${printable(tx.account ?? '')}`;
    case 'close':
      return `Closed ${printable(tx.account ?? '')}`;
    case 'rules':
      return `Set the rules of ${tx.account === undefined ? `ledger ${printable(tx.ledger)}` : printable(tx.account)}`;
    case 'ledger':
      return `Created ledger ${printable(tx.ledger)}`;
  }
}

const stopped = {
  debit: 'nothing may leave it',
  credit: 'nothing may come to it',
  both: 'nothing may leave it or come to it',
} as const;

function until({ expires }: Transaction): string {
  return expires === undefined ? '' : ` until ${printable(expires)}`;
}

/** A transaction as seen from one of its accounts, such as `transfer to B "rent"`. */
export function describeFrom(account: string, tx: Transaction): string {
  const other = ends(tx).find((leg) => leg !== undefined && leg.account !== account);
  if (other === undefined || tx.kind === 'deposit' || tx.kind === 'withdraw') return tx.kind + memo(tx);
  const towards = other.delta.startsWith('-') ? 'from' : 'to';
  return `${tx.kind} ${towards} ${name(other)}${memo(tx)}`;
}

/** The legs that give and take; the only leg of a transaction that moves nothing counts as the one that gives. */
function ends({ legs }: Transaction): readonly [Leg | undefined, Leg | undefined] {
  const gives = legs.find(({ delta }) => delta.startsWith('-'));
  const takes = legs.find(({ delta }) => !delta.startsWith('-'));
  return gives === undefined && legs.length === 1 ? [takes, undefined] : [gives, takes];
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
function available(leg: Leg | undefined): string {
  return printable(leg?.available ?? '?');
}
/** With a space before it, where there is one. */
export function memo(tx: Transaction): string {
  return tx.memo === undefined ? '' : ` "${printable(tx.memo)}"`;
}
