import assert from 'node:assert';
import { isSystemAccount, worldOf } from '../../shared/ids.ts';
import { parseMoney } from '../../shared/money.ts';
import type { Leg } from '../../shared/transaction.ts';
import type { BookAccount, BookLedger, Books } from './books.ts';
import type { ViewedTransaction } from './read-record.ts';

/** What a transaction came to in the books. */
export interface Posting {
  readonly ledger: BookLedger;
  /** The account that it made: by an `open`, or a ledger's system account. */
  readonly made: BookAccount | undefined;
  readonly legs: readonly PostedLeg[];
}
export interface PostedLeg {
  readonly account: BookAccount;
  /** Seq of the account's transaction before this one; 0 where this is its first. */
  readonly previousSeq: number;
}

/**
 * Makes a transaction of the journal part of the books. The books must be those just before it: anything
 * that does not fit is a broken invariant and throws, with the books in no state to go on from.
 */
export function post(books: Books, tx: ViewedTransaction): Posting {
  switch (tx.kind) {
    case 'ledger': {
      const ledger = addLedger(books, tx);
      return { ledger, made: addAccount(books, ledger, worldOf(ledger.id)), legs: [] };
    }
    case 'open': {
      const ledger = ledgerOf(books, tx);
      assert(tx.account !== undefined && !isSystemAccount(tx.account), 'an open names an account');
      ledger.transactions += 1;
      return { ledger, made: addAccount(books, ledger, tx.account), legs: [] };
    }
    case 'deposit':
    case 'withdraw':
    case 'transfer': {
      const ledger = ledgerOf(books, tx);
      const amount = minor(tx.amount, ledger);
      const [giver, taker, ...others] = tx.legs;
      assert(giver !== undefined && taker !== undefined && others.length === 0, 'a movement has two legs');
      // Money has one spelling, so that comparing its text will do.
      assert(giver.delta === `-${tx.amount}` && taker.delta === tx.amount, 'the legs move the amount');
      const legs = [move(books, ledger, giver, -amount, tx.seq), move(books, ledger, taker, amount, tx.seq)];
      ledger.transactions += 1;
      if (tx.kind === 'deposit') ledger.deposited += amount;
      if (tx.kind === 'withdraw') ledger.withdrawn += amount;
      return { ledger, made: undefined, legs };
    }
  }
}

function addLedger(books: Books, { ledger: id, asset, scale, rules }: ViewedTransaction): BookLedger {
  assert(!books.ledgers.has(id), `ledger ${id} is there already`);
  assert(
    asset !== undefined && scale !== undefined && rules !== undefined,
    'a ledger has an asset and rules',
  );
  const handle = books.ledgers.size + 1;
  const totals = { deposited: 0n, withdrawn: 0n, transactions: 1 };
  const ledger = { handle, id, asset, scale, rules: JSON.stringify(rules), ...totals };
  books.ledgers.set(id, ledger);
  return ledger;
}

function addAccount(books: Books, ledger: BookLedger, id: string): BookAccount {
  assert(!books.accounts.has(id), `account ${id} is there already`);
  const handle = books.accounts.size + 1;
  const account = { handle, id, ledger, balance: 0n, held: 0n, version: 0, lastSeq: 0, isChanged: false };
  books.accounts.set(id, account);
  return account;
}

function ledgerOf(books: Books, tx: ViewedTransaction): BookLedger {
  const ledger = books.ledgers.get(tx.ledger);
  assert(ledger !== undefined, `there is no ledger ${tx.ledger}`);
  return ledger;
}

function move(books: Books, ledger: BookLedger, leg: Leg, delta: bigint, seq: number): PostedLeg {
  const account = books.accounts.get(leg.account);
  assert(account?.ledger === ledger, `ledger ${ledger.id} has no account ${leg.account}`);
  const balance = minor(leg.balance, ledger);
  const available = leg.available === leg.balance ? balance : minor(leg.available, ledger);
  assert(balance === account.balance + delta, `${account.id} did not hold that before`);
  assert(leg.version === account.version + 1, `${account.id} is not at the version before`);
  const previousSeq = account.lastSeq;
  account.balance = balance;
  account.held = balance - available;
  account.version = leg.version;
  account.lastSeq = seq;
  return { account, previousSeq };
}

function minor(text: string | undefined, ledger: BookLedger): bigint {
  const value = text === undefined ? undefined : parseMoney(text, ledger.scale);
  assert(value !== undefined, `${text} is not money of ledger ${ledger.id}`);
  return value;
}
