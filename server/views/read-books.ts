import type Database from 'better-sqlite3';
import { type Side, SideSchema } from '../../shared/commands.ts';
import {
  type BookAccount,
  type BookLedger,
  type Books,
  emptyBooks,
  enterAccount,
  enterHold,
} from './books.ts';
import { post } from './post.ts';
import { readMarks } from './read-marks.ts';
import { readRecord } from './read-record.ts';
import { RecentTime } from './recent-time.ts';
import { rowHolds } from './row-check.ts';
import { SeqList } from './seq-list.ts';
import { SortedIds } from './sorted-ids.ts';
import { TxRows } from './tx-rows.ts';
import { ViewsDamage, viewsFormat } from './views-file.ts';

/**
 * Reads the books from the views' file: ledgers, accounts and open holds as they were written, and the transactions
 * since, every row checked. Throws {@link ViewsDamage}, or what SQLite throws.
 */
export function readBooks(db: Database.Database): Books {
  const books = readPlace(db);
  if (readMarks(db).length !== books.ahead) throw new ViewsDamage('a mark of a key is missing');
  const ledgers = readLedgers(db, books);
  readHolds(db, books, readAccounts(db, books, ledgers));
  const { written } = books;
  if (
    books.ledgers.size !== written.ledgers ||
    books.accounts.size !== written.accounts ||
    books.holds.size !== written.holds
  ) {
    throw new ViewsDamage('a ledger, an account or a hold is missing');
  }
  postSince(db, books);
  checkSums(books);
  return books;
}

interface PlaceRow {
  readonly format: number;
  readonly epoch: string;
  readonly number: number;
  readonly seq: number;
  readonly hash: string;
  readonly at_ms: number;
  readonly floor: string;
  readonly ahead: number;
  readonly refusals: number;
  readonly written_seq: number;
  readonly ledgers: number;
  readonly accounts: number;
  readonly holds: number;
  readonly crc: number;
}

function readPlace(db: Database.Database): Books {
  const [row, ...others] = db.prepare<[], PlaceRow>('SELECT * FROM place').all();
  if (row === undefined || others.length > 0) throw new ViewsDamage('the views do not say where they are');
  if (row.format !== viewsFormat) throw new ViewsDamage(`the views have format ${row.format}`);
  const { crc, ...cells } = row;
  if (!rowHolds(crc, ...Object.values(cells))) throw new ViewsDamage('the place of the views is damaged');
  const { epoch, number, seq, hash, at_ms: atMs, written_seq, ledgers, accounts, holds } = row;
  const books = emptyBooks({ epoch, number, seq, hash, atMs });
  books.floor = row.floor;
  books.ahead = row.ahead;
  books.refusals = row.refusals;
  books.written = { seq: written_seq, ledgers, accounts, holds };
  return books;
}

interface LedgerRow {
  readonly handle: number;
  readonly id: string;
  readonly asset: string;
  readonly scale: number;
  readonly rules: string;
  readonly deposited: string;
  readonly withdrawn: string;
  readonly transactions: number;
  readonly crc: number;
}

function readLedgers(db: Database.Database, books: Books): BookLedger[] {
  const ledgers: BookLedger[] = [];
  for (const row of db.prepare<[], LedgerRow>('SELECT * FROM ledgers ORDER BY handle').iterate()) {
    const { handle, id, asset, scale, rules, deposited, withdrawn, transactions, crc } = row;
    const cells = [handle, id, asset, scale, rules, deposited, withdrawn, transactions];
    const holds = rowHolds(crc, ...cells) && handle === ledgers.length + 1;
    if (!holds) throw new ViewsDamage(`ledger ${handle} is damaged or behind a missing one`);
    const totals = { deposited: BigInt(deposited), withdrawn: BigInt(withdrawn), transactions };
    const lists = { accounts: [], ids: new SortedIds(), holds: new SeqList() };
    const ledger = { handle, id, asset, scale, rules, ...totals, ...lists };
    ledgers.push(ledger);
    books.ledgers.set(id, ledger);
  }
  return ledgers;
}

interface AccountRow {
  readonly handle: bigint;
  readonly id: string;
  readonly ledger: bigint;
  readonly balance: bigint;
  readonly held: string;
  readonly version: bigint;
  readonly frozen: string;
  readonly closed: bigint;
  readonly rules: string;
  readonly spent: string;
  readonly spent_day: bigint;
  readonly entries: bigint;
  readonly last_seq: bigint;
  readonly last_leg_seq: bigint;
  readonly crc: bigint;
}

/** Accounts in the order of their handles. */
function readAccounts(
  db: Database.Database,
  books: Books,
  ledgers: readonly BookLedger[],
): readonly BookAccount[] {
  const accounts: BookAccount[] = [];
  const rows = db.prepare<[], AccountRow>('SELECT * FROM accounts ORDER BY handle').safeIntegers();
  for (const row of rows.iterate()) {
    const { crc, ...cells } = row;
    const ledger = ledgers[Number(row.ledger) - 1];
    const holds = rowHolds(crc, ...Object.values(cells)) && Number(row.handle) === accounts.length + 1;
    if (!holds || ledger === undefined) {
      throw new ViewsDamage(`account ${row.handle} is damaged or behind a missing one`);
    }
    const account: BookAccount = {
      handle: Number(row.handle),
      id: row.id,
      ledger,
      balance: row.balance,
      held: BigInt(row.held),
      version: Number(row.version),
      frozen: sideOf(row.frozen),
      closed: row.closed === 1n,
      rules: row.rules,
      spent: BigInt(row.spent),
      spentDay: Number(row.spent_day),
      entries: Number(row.entries),
      lastSeq: Number(row.last_seq),
      lastLegSeq: Number(row.last_leg_seq),
      holds: undefined,
      isChanged: false,
    };
    accounts.push(account);
    enterAccount(books, account);
  }
  return accounts;
}

function sideOf(text: string): Side | undefined {
  return text === '' ? undefined : SideSchema.parse(text);
}

/** seq, giver, taker, amount, expires_ms, day, crc */
type HoldRow = readonly [bigint, bigint, bigint, string, bigint, bigint, bigint];

function readHolds(db: Database.Database, books: Books, accounts: readonly BookAccount[]): void {
  const rows = db.prepare<[], HoldRow>('SELECT * FROM holds ORDER BY seq').raw().safeIntegers();
  for (const [seqCell, giver, taker, amount, expiresMs, day, crc] of rows.iterate()) {
    const [from, to] = [accounts[Number(giver) - 1], accounts[Number(taker) - 1]];
    const holds = rowHolds(crc, seqCell, giver, taker, amount, expiresMs, day);
    if (!holds || from === undefined || to === undefined) throw new ViewsDamage(`hold ${seqCell} is damaged`);
    const seq = Number(seqCell);
    const when = { expiresMs: Number(expiresMs), day: Number(day) };
    enterHold(books, { seq, from, to, amount: BigInt(amount), ...when });
  }
}

function postSince(db: Database.Database, books: Books): void {
  const times = new RecentTime();
  for (const { seq, record } of new TxRows(db).between(books.written.seq, books.place.seq)) {
    const read = readRecord(record);
    if (read.refused) throw new ViewsDamage(`transaction ${seq} is a refusal`);
    post(books, read.tx, times.msOf(read.tx.at));
  }
}

function checkSums(books: Books): void {
  const sums = new Map<BookLedger, bigint>();
  for (const { ledger, balance } of books.accounts.values()) {
    sums.set(ledger, (sums.get(ledger) ?? 0n) + balance);
  }
  for (const [ledger, sum] of sums) {
    if (sum !== 0n) throw new ViewsDamage(`ledger ${ledger.id} sums to ${sum}`);
  }
}
