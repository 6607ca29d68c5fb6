import { defaultSide } from '../../shared/commands.ts';
import { isSystemAccount, worldOf } from '../../shared/ids.ts';
import { parseMoney } from '../../shared/money.ts';
import { joinedSides } from '../../shared/sides.ts';
import type { Leg } from '../../shared/transaction.ts';
import { dayOf, giveBack, spend } from '../ledger/daily.ts';
import {
  type BookAccount,
  type BookHold,
  type BookLedger,
  type Books,
  dropHold,
  enterAccount,
  enterHold,
} from './books.ts';
import type { ViewedTransaction } from './read-record.ts';
import { SeqList } from './seq-list.ts';
import { SortedIds } from './sorted-ids.ts';

/** A transaction's place in the history of an account. */
export interface PostedEntry {
  readonly account: BookAccount;
  /** Seq of the account's transaction before this one; 0 where this is its first. */
  readonly previousSeq: number;
  /** Of what has no leg of the account: seq of the newest before it that has one. */
  readonly previousLegSeq?: number;
}

/** What the journal says and the books do not allow: an invariant is broken. */
export class Misfit extends Error {
  override readonly name = 'Misfit';
}

/**
 * Makes a transaction of the journal part of the books, which must be those just before it; `atMs` is its time.
 * Throws {@link Misfit} where it does not fit; then the books are in no state to go on from.
 */
export function post(books: Books, tx: ViewedTransaction, atMs: number): readonly PostedEntry[] {
  if (tx.kind === 'ledger') {
    const made = makeLedger(books, tx);
    makeAccount(books, made, worldOf(made.id));
    made.transactions += 1;
    return [];
  }
  const ledger = books.ledgers.get(tx.ledger);
  if (ledger === undefined) throw new Misfit(`there is no ledger ${tx.ledger}`);
  ledger.transactions += 1;
  switch (tx.kind) {
    case 'open':
      if (tx.account === undefined || isSystemAccount(tx.account)) {
        throw new Misfit(`transaction ${tx.seq} opens no account`);
      }
      makeAccount(books, ledger, tx.account);
      return [];
    case 'deposit':
    case 'withdraw':
    case 'transfer': {
      const amount = minor(tx.amount, ledger);
      const entries = moveBoth(books, ledger, tx, amount, 0n);
      if (tx.kind === 'deposit') ledger.deposited += amount;
      else spend(entries[0].account, amount, dayOf(atMs));
      if (tx.kind === 'withdraw') ledger.withdrawn += amount;
      return entries;
    }
    case 'hold': {
      const hold = makeHold(books, ledger, tx, atMs);
      const entry = moveOne(books, ledger, tx, hold.from, hold.amount);
      enterHold(books, hold);
      spend(hold.from, hold.amount, hold.day);
      return [entry];
    }
    case 'capture': {
      const hold = takeHold(books, tx);
      const amount = minor(tx.amount, ledger);
      const entries = moveBoth(books, ledger, tx, amount, -hold.amount);
      if (entries[0].account !== hold.from || entries[1].account !== hold.to || amount > hold.amount) {
        throw new Misfit(`transaction ${tx.seq} does not move what hold ${hold.seq} reserved`);
      }
      checkReleased(tx, hold.amount - amount, ledger);
      giveBack(hold.from, hold.amount - amount, hold.day);
      return entries;
    }
    case 'release':
    case 'expire': {
      const hold = takeHold(books, tx);
      checkReleased(tx, hold.amount, ledger);
      giveBack(hold.from, hold.amount, hold.day);
      return [moveOne(books, ledger, tx, hold.from, -hold.amount)];
    }
    case 'reverse': {
      const amount = minor(tx.amount, ledger);
      const entries = moveBoth(books, ledger, tx, amount, 0n);
      const world = worldOf(ledger.id);
      if (entries[1].account.id === world) ledger.deposited -= amount;
      if (entries[0].account.id === world) ledger.withdrawn -= amount;
      return entries;
    }
    case 'freeze':
    case 'unfreeze':
    case 'close':
      return [changeStanding(books, ledger, tx)];
    case 'rules': {
      if (tx.rules === undefined) throw new Misfit(`transaction ${tx.seq} names no rules`);
      const rules = JSON.stringify(tx.rules);
      if (tx.account === undefined) {
        ledger.rules = rules;
        return [];
      }
      const account = accountOf(books, ledger, tx.account);
      account.rules = tx.rules.kind === 'none' ? '' : rules;
      const previousLegSeq = account.lastLegSeq;
      return [{ account, previousSeq: enter(books, account, tx.seq), previousLegSeq }];
    }
  }
}

function makeLedger(books: Books, { ledger: id, asset, scale, rules }: ViewedTransaction): BookLedger {
  if (books.ledgers.has(id)) throw new Misfit(`ledger ${id} is there already`);
  if (asset === undefined || scale === undefined || rules === undefined) {
    throw new Misfit(`ledger ${id} has no asset, scale or rules`);
  }
  const lists = { accounts: [], ids: new SortedIds(), holds: new SeqList() };
  const totals = { deposited: 0n, withdrawn: 0n, transactions: 0 };
  const handle = books.ledgers.size + 1;
  const ledger = { handle, id, asset, scale, rules: JSON.stringify(rules), ...totals, ...lists };
  books.ledgers.set(id, ledger);
  return ledger;
}

function makeAccount(books: Books, ledger: BookLedger, id: string): void {
  if (books.accounts.has(id)) throw new Misfit(`account ${id} is there already`);
  const account = {
    handle: books.accounts.size + 1,
    id,
    ledger,
    balance: 0n,
    held: 0n,
    version: 0,
    frozen: undefined,
    closed: false,
    rules: '',
    spent: 0n,
    spentDay: 0,
    entries: 0,
    lastSeq: 0,
    lastLegSeq: 0,
    holds: undefined,
    isChanged: true,
  };
  enterAccount(books, account);
  books.changed.push(account);
}

function makeHold(books: Books, ledger: BookLedger, tx: ViewedTransaction, atMs: number): BookHold {
  return {
    seq: tx.seq,
    from: accountOf(books, ledger, tx.from),
    to: accountOf(books, ledger, tx.to),
    amount: minor(tx.amount, ledger),
    expiresMs: tx.expires === undefined ? -1 : Date.parse(tx.expires),
    day: dayOf(atMs),
  };
}

/** The open hold that a transaction settles. */
function takeHold(books: Books, { seq, hold: holdSeq = 0 }: ViewedTransaction): BookHold {
  const hold = books.holds.get(holdSeq);
  if (hold === undefined) throw new Misfit(`transaction ${seq} settles a hold that is not open`);
  dropHold(books, hold);
  if (holdSeq <= books.written.seq) books.settled.push(holdSeq);
  return hold;
}

function checkReleased({ seq, released }: ViewedTransaction, amount: bigint, ledger: BookLedger): void {
  if (minor(released, ledger) !== amount) throw new Misfit(`transaction ${seq} does not release the rest`);
}

function changeStanding(books: Books, ledger: BookLedger, tx: ViewedTransaction): PostedEntry {
  const account = accountOf(books, ledger, tx.account);
  const entry = moveOne(books, ledger, tx, account, 0n);
  if (tx.kind === 'close') account.closed = true;
  else
    account.frozen = tx.kind === 'freeze' ? joinedSides(account.frozen, tx.side ?? defaultSide) : undefined;
  return entry;
}

function accountOf(books: Books, ledger: BookLedger, id: string | undefined): BookAccount {
  const account = id === undefined ? undefined : books.accounts.get(id);
  if (account?.ledger !== ledger) throw new Misfit(`ledger ${ledger.id} has no account ${id}`);
  return account;
}

/** The two legs of a transaction that moves an amount; the giver's reserve changes by `heldBy`. */
function moveBoth(
  books: Books,
  ledger: BookLedger,
  { seq, amount: text, legs }: ViewedTransaction,
  amount: bigint,
  heldBy: bigint,
): readonly [PostedEntry, PostedEntry] {
  const [giver, taker, ...others] = legs;
  if (giver === undefined || taker === undefined || others.length > 0) {
    throw new Misfit(`transaction ${seq} does not have two legs`);
  }
  // Money has one spelling, so that comparing its text will do.
  if (giver.delta !== `-${text}` || taker.delta !== text) {
    throw new Misfit(`transaction ${seq} does not move its amount`);
  }
  return [move(books, ledger, giver, -amount, heldBy, seq), move(books, ledger, taker, amount, 0n, seq)];
}

/** The leg of a transaction that moves nothing; the account's reserve changes by `heldBy`. */
function moveOne(
  books: Books,
  ledger: BookLedger,
  { seq, legs }: ViewedTransaction,
  account: BookAccount,
  heldBy: bigint,
): PostedEntry {
  const [leg, ...others] = legs;
  if (leg?.account !== account.id || others.length > 0 || minor(leg.delta, ledger) !== 0n) {
    throw new Misfit(`transaction ${seq} does not have one leg that moves nothing`);
  }
  return move(books, ledger, leg, 0n, heldBy, seq);
}

function move(
  books: Books,
  ledger: BookLedger,
  leg: Leg,
  delta: bigint,
  heldBy: bigint,
  seq: number,
): PostedEntry {
  const account = accountOf(books, ledger, leg.account);
  const balance = minor(leg.balance, ledger);
  const available = leg.available === leg.balance ? balance : minor(leg.available, ledger);
  if (balance !== account.balance + delta) throw new Misfit(`${account.id} did not hold that before`);
  if (balance - available !== account.held + heldBy)
    throw new Misfit(`${account.id} reserves something else`);
  if (leg.version !== account.version + 1) throw new Misfit(`${account.id} is not at the version before`);
  account.balance = balance;
  account.held += heldBy;
  account.version = leg.version;
  account.lastLegSeq = seq;
  return { account, previousSeq: enter(books, account, seq) };
}

/** Makes the transaction part of the account's history; returns the seq of the one before it. */
function enter(books: Books, account: BookAccount, seq: number): number {
  const previousSeq = account.lastSeq;
  account.lastSeq = seq;
  account.entries += 1;
  if (!account.isChanged) {
    account.isChanged = true;
    books.changed.push(account);
  }
  return previousSeq;
}

function minor(text: string | undefined, ledger: BookLedger): bigint {
  const value = text === undefined ? undefined : parseMoney(text, ledger.scale);
  if (value === undefined) throw new Misfit(`${text} is not money of ledger ${ledger.id}`);
  return value;
}
