import { isSystemAccount, worldOf } from '../../shared/ids.ts';
import { parseMoney } from '../../shared/money.ts';
import type { Leg } from '../../shared/transaction.ts';
import { type BookAccount, type BookLedger, type Books, enterAccount } from './books.ts';
import type { ViewedTransaction } from './read-record.ts';
import { SortedIds } from './sorted-ids.ts';

/** An account's part in a transaction of the books. */
export interface PostedLeg {
  readonly account: BookAccount;
  /** Seq of the account's transaction before this one; 0 where this is its first. */
  readonly previousSeq: number;
}

/** What the journal says and the books do not allow: an invariant is broken. */
export class Misfit extends Error {
  override readonly name = 'Misfit';
}

/**
 * Makes a transaction of the journal part of the books, which must be those just before it. Throws
 * {@link Misfit} where it does not fit; then the books are in no state to go on from.
 */
export function post(books: Books, tx: ViewedTransaction): readonly PostedLeg[] {
  switch (tx.kind) {
    case 'ledger': {
      const ledger = makeLedger(books, tx);
      makeAccount(books, ledger, worldOf(ledger.id));
      ledger.transactions += 1;
      return [];
    }
    case 'open': {
      const ledger = ledgerOf(books, tx);
      if (tx.account === undefined || isSystemAccount(tx.account)) {
        throw new Misfit(`transaction ${tx.seq} opens no account`);
      }
      makeAccount(books, ledger, tx.account);
      ledger.transactions += 1;
      return [];
    }
    case 'deposit':
    case 'withdraw':
    case 'transfer': {
      const ledger = ledgerOf(books, tx);
      const amount = minor(tx.amount, ledger);
      const [giver, taker, ...others] = tx.legs;
      if (giver === undefined || taker === undefined || others.length > 0) {
        throw new Misfit(`transaction ${tx.seq} does not have two legs`);
      }
      // Money has one spelling, so that comparing its text will do.
      if (giver.delta !== `-${tx.amount}` || taker.delta !== tx.amount) {
        throw new Misfit(`transaction ${tx.seq} does not move its amount`);
      }
      const legs = [move(books, ledger, giver, -amount, tx.seq), move(books, ledger, taker, amount, tx.seq)];
      ledger.transactions += 1;
      if (tx.kind === 'deposit') ledger.deposited += amount;
      if (tx.kind === 'withdraw') ledger.withdrawn += amount;
      return legs;
    }
  }
}

function makeLedger(books: Books, { ledger: id, asset, scale, rules }: ViewedTransaction): BookLedger {
  if (books.ledgers.has(id)) throw new Misfit(`ledger ${id} is there already`);
  if (asset === undefined || scale === undefined || rules === undefined) {
    throw new Misfit(`ledger ${id} has no asset, scale or rules`);
  }
  const [handle, ids] = [books.ledgers.size + 1, new SortedIds()];
  const totals = { deposited: 0n, withdrawn: 0n, transactions: 0 };
  const ledger = { handle, id, asset, scale, rules: JSON.stringify(rules), ...totals, ids };
  books.ledgers.set(id, ledger);
  return ledger;
}

function makeAccount(books: Books, ledger: BookLedger, id: string): void {
  if (books.accounts.has(id)) throw new Misfit(`account ${id} is there already`);
  const handle = books.accounts.size + 1;
  const account = { handle, id, ledger, balance: 0n, held: 0n, version: 0, lastSeq: 0, isChanged: true };
  enterAccount(books, account);
  books.changed.push(account);
}

function ledgerOf(books: Books, tx: ViewedTransaction): BookLedger {
  const ledger = books.ledgers.get(tx.ledger);
  if (ledger === undefined) throw new Misfit(`there is no ledger ${tx.ledger}`);
  return ledger;
}

function move(books: Books, ledger: BookLedger, leg: Leg, delta: bigint, seq: number): PostedLeg {
  const account = books.accounts.get(leg.account);
  if (account?.ledger !== ledger) throw new Misfit(`ledger ${ledger.id} has no account ${leg.account}`);
  const balance = minor(leg.balance, ledger);
  const available = leg.available === leg.balance ? balance : minor(leg.available, ledger);
  if (balance !== account.balance + delta) throw new Misfit(`${account.id} did not hold that before`);
  if (leg.version !== account.version + 1) throw new Misfit(`${account.id} is not at the version before`);
  const previousSeq = account.lastSeq;
  account.balance = balance;
  account.held = balance - available;
  account.version = leg.version;
  account.lastSeq = seq;
  if (!account.isChanged) {
    account.isChanged = true;
    books.changed.push(account);
  }
  return { account, previousSeq };
}

function minor(text: string | undefined, ledger: BookLedger): bigint {
  const value = text === undefined ? undefined : parseMoney(text, ledger.scale);
  if (value === undefined) throw new Misfit(`${text} is not money of ledger ${ledger.id}`);
  return value;
}
