import { defaultSide } from '../../shared/commands.ts';
import { isSystemAccount } from '../../shared/ids.ts';
import type { Leg, Transaction } from '../../shared/transaction.ts';
import { describeRules } from './describe-rules.ts';
import { stopped } from './describe-standing.ts';
import { dateAndTime } from './moments.ts';
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
      return `Froze ${printable(tx.account ?? '')}: ${stopped[tx.side ?? defaultSide]}`;
    case 'unfreeze':
      return `Unfroze ${printable(tx.account ?? '')}`;
    case 'close':
      return `Closed ${printable(tx.account ?? '')}`;
    case 'rules':
      return `Set the rules of ${tx.account === undefined ? `ledger ${printable(tx.ledger)}` : printable(tx.account)}: ${describeRules(tx.rules)}`;
    case 'ledger':
      return `Created ledger ${printable(tx.ledger)}`;
  }
}

function until({ expires }: Transaction): string {
  return expires === undefined ? '' : ` until ${printable(expires)}`;
}

/** A transaction as seen from one of its accounts, such as `transfer to B "rent"`. */
export function describeFrom(account: string, tx: Transaction): string {
  const { words, other } = seenFrom(account, tx);
  return words + (other === undefined ? '' : ` ${printable(other)}`) + memo(tx);
}

/** What it was as seen from one of its accounts; `other`, as the hub wrote it, ends the sentence. */
export interface Seen {
  readonly words: string;
  readonly other?: string | undefined;
}

export function seenFrom(account: string, tx: Transaction): Seen {
  switch (tx.kind) {
    case 'transfer':
      return seenMoving(tx.kind, account, tx);
    case 'hold':
      return {
        words: `hold of ${amount(tx)}${tx.expires === undefined ? '' : ` until ${dateAndTime(tx.expires)}`} for`,
        other: tx.to,
      };
    case 'capture':
      return seenMoving(`capture of hold #${tx.hold}`, account, tx);
    case 'release':
      return { words: `release of hold #${tx.hold}: ${printable(tx.released ?? '?')} back` };
    case 'expire':
      return { words: `hold #${tx.hold} expired: ${printable(tx.released ?? '?')} back` };
    case 'reverse':
      return seenMoving(`reversal of #${tx.reverses}`, account, tx);
    case 'freeze':
      return { words: `freeze: ${stopped[tx.side ?? defaultSide]}` };
    case 'rules':
      return { words: `own rules: ${describeRules(tx.rules)}` };
    default:
      return { words: tx.kind };
  }
}

function seenMoving(words: string, account: string, tx: Transaction): Seen {
  const other = ends(tx).find((leg) => leg !== undefined && leg.account !== account);
  if (other === undefined || isSystemAccount(other.account)) return { words };
  return { words: `${words} ${other.delta.startsWith('-') ? 'from' : 'to'}`, other: other.account };
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
