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
  const left = leftBehind(tx);
  return `${happened(tx)}${left === '' ? '' : `: ${left}`}${memo(tx)} (#${tx.seq})`;
}

/** What a transaction did, without the balances that it left: these are of then. */
export function describeDeed(tx: Transaction): string {
  return `${happened(tx)}${memo(tx)} (#${tx.seq})`;
}

function happened(tx: Transaction): string {
  const [from, to] = ends(tx);
  switch (tx.kind) {
    case 'deposit':
      return `Deposited ${amount(tx)} into ${name(to)}`;
    case 'withdraw':
      return `Withdrew ${amount(tx)} from ${name(from)}`;
    case 'transfer':
      return `Moved ${amount(tx)} from ${name(from)} to ${name(to)}`;
    case 'hold':
      return `Held ${amount(tx)} of ${name(from)} for ${printable(tx.to ?? '?')}${until(tx)}`;
    case 'capture':
      return `Captured ${amount(tx)} of hold #${tx.hold}, from ${name(from)} to ${name(to)}${givenBack(tx)}`;
    case 'release':
      return `Released hold #${tx.hold}, ${printable(tx.released ?? '')} of ${name(from)}`;
    case 'expire':
      return `Hold #${tx.hold} expired, ${printable(tx.released ?? '')} of ${name(from)}`;
    case 'reverse':
      return `Reversed ${amount(tx)} of #${tx.reverses}, from ${name(from)} to ${name(to)}`;
    case 'open':
      return `Opened ${printable(tx.account ?? '')} in ledger ${printable(tx.ledger)}`;
    case 'freeze':
      return `Froze ${printable(tx.account ?? '')}: ${stopped[tx.side ?? defaultSide]}`;
    case 'unfreeze':
      return `Unfroze ${printable(tx.account ?? '')}`;
    case 'close':
      return `Closed ${printable(tx.account ?? '')} for ever`;
    case 'rules':
      return `Set the rules of ${tx.account === undefined ? `ledger ${printable(tx.ledger)}` : printable(tx.account)}: ${describeRules(tx.rules)}`;
    case 'ledger': {
      const decimals = `${tx.scale} ${tx.scale === 1 ? 'decimal' : 'decimals'}`;
      return `Made ledger ${printable(tx.ledger)} of ${printable(tx.asset ?? '')} with ${decimals}, rules: ${describeRules(tx.rules)}`;
    }
  }
}

function leftBehind(tx: Transaction): string {
  const [from, to] = ends(tx);
  switch (tx.kind) {
    case 'deposit':
      return `balance ${balance(to)}`;
    case 'withdraw':
      return `balance ${balance(from)}`;
    case 'transfer':
    case 'capture':
    case 'reverse':
      return balances(tx);
    case 'hold':
    case 'release':
    case 'expire':
      return availableOf(from);
    default:
      return '';
  }
}

/** A transaction as seen from one of its accounts, such as `transfer to B "rent"`. */
export function describeFrom(account: string, tx: Transaction): string {
  const { words, other, rest } = seenFrom(account, tx);
  return words + (other === undefined ? '' : ` ${printable(other)}`) + rest + memo(tx);
}

/** What it was as seen from one of its accounts: words, the other account as the hub wrote it, and what follows. */
export interface Seen {
  readonly words: string;
  readonly other: string | undefined;
  readonly rest: string;
}

export function seenFrom(account: string, tx: Transaction): Seen {
  const alone = (words: string): Seen => ({ words, other: undefined, rest: '' });
  switch (tx.kind) {
    case 'transfer':
      return seenMoving(tx.kind, account, tx);
    case 'hold':
      return { words: `hold of ${amount(tx)} for`, other: tx.to, rest: until(tx) };
    case 'capture':
      return seenMoving(`capture of hold #${tx.hold}`, account, tx);
    case 'release':
      return alone(`release of hold #${tx.hold}${givenBack(tx)}`);
    case 'expire':
      return alone(`hold #${tx.hold} expired${givenBack(tx)}`);
    case 'reverse':
      return seenMoving(`reversal of #${tx.reverses}`, account, tx);
    case 'freeze':
      return alone(`freeze: ${stopped[tx.side ?? defaultSide]}`);
    case 'rules':
      return alone(`own rules: ${describeRules(tx.rules)}`);
    default:
      return alone(tx.kind);
  }
}

function seenMoving(words: string, account: string, tx: Transaction): Seen {
  const other = ends(tx).find((leg) => leg !== undefined && leg.account !== account);
  const rest = givenBack(tx);
  if (other === undefined || isSystemAccount(other.account)) return { words, other: undefined, rest };
  return { words: `${words} ${other.delta.startsWith('-') ? 'from' : 'to'}`, other: other.account, rest };
}

/** The legs that give and take; the only leg of a transaction that moves nothing counts as the one that gives. */
function ends({ legs }: Transaction): readonly [Leg | undefined, Leg | undefined] {
  const gives = legs.find(({ delta }) => delta.startsWith('-'));
  const takes = legs.find(({ delta }) => !delta.startsWith('-'));
  return gives === undefined && legs.length === 1 ? [takes, undefined] : [gives, takes];
}

/** What the accounts of clients hold after a movement; nobody asks for that of a ledger's own. */
function balances(tx: Transaction): string {
  const told = ends(tx).filter((leg) => leg !== undefined && !isSystemAccount(leg.account));
  return told.map((leg) => `${name(leg)} ${balance(leg)}`).join(', ');
}

function until({ expires }: Transaction): string {
  return expires === undefined ? '' : ` until ${dateAndTime(expires)}`;
}

function givenBack({ released }: Transaction): string {
  return released === undefined || !/[1-9]/.test(released) ? '' : `, ${printable(released)} given back`;
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
function availableOf(leg: Leg | undefined): string {
  return `${printable(leg?.available ?? '?')} of ${balance(leg)} available`;
}
/** With a space before it, where there is one. */
export function memo(tx: Transaction): string {
  return tx.memo === undefined ? '' : ` "${printable(tx.memo)}"`;
}
