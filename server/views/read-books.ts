import type Database from 'better-sqlite3';
import { type BookLedger, type Books, emptyBooks, enterAccount } from './books.ts';
import { post } from './post.ts';
import { readMarks } from './read-marks.ts';
import { readRecord } from './read-record.ts';
import { rowHolds } from './row-check.ts';
import { SortedIds } from './sorted-ids.ts';
import { TxRows } from './tx-rows.ts';
import { ViewsDamage, viewsFormat } from './views-file.ts';

/**
 * Reads the books from the views' file: ledgers and accounts as they were written, and the transactions
 * since, every row checked. Throws {@link ViewsDamage}, or what SQLite throws.
 */
export function readBooks(db: Database.Database): Books {
  const books = readPlace(db);
  if (readMarks(db).length !== books.ahead) throw new ViewsDamage('a mark of a key is missing');
  const ledgers = readLedgers(db, books);
  readAccounts(db, books, ledgers);
  const { written } = books;
  if (books.ledgers.size !== written.ledgers || books.accounts.size !== written.accounts) {
    throw new ViewsDamage('a ledger or an account is missing');
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
  readonly crc: number;
}

function readPlace(db: Database.Database): Books {
  const [row, ...others] = db.prepare<[], PlaceRow>('SELECT * FROM place').all();
  if (row === undefined || others.length > 0) throw new ViewsDamage('the views do not say where they are');
  if (row.format !== viewsFormat) throw new ViewsDamage(`the views have format ${row.format}`);
  const { crc, ...cells } = row;
  if (!rowHolds(crc, ...Object.values(cells))) throw new ViewsDamage('the place of the views is damaged');
  const { epoch, number, seq, hash, at_ms: atMs, written_seq, ledgers, accounts } = row;
  const books = emptyBooks({ epoch, number, seq, hash, atMs });
  books.floor = row.floor;
  books.ahead = row.ahead;
  books.refusals = row.refusals;
  books.written = { seq: written_seq, ledgers, accounts };
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
    const ledger = { handle, id, asset, scale, rules, ...totals, ids: new SortedIds() };
    ledgers.push(ledger);
    books.ledgers.set(id, ledger);
  }
  return ledgers;
}

/** handle, id, ledger, balance, held, version, last_seq, crc */
type AccountRow = readonly [bigint, string, bigint, bigint, bigint, bigint, bigint, bigint];

function readAccounts(db: Database.Database, books: Books, ledgers: readonly BookLedger[]): void {
  const rows = db.prepare<[], AccountRow>('SELECT * FROM accounts ORDER BY handle').raw().safeIntegers();
  for (const [handleCell, id, ledgerCell, balance, held, versionCell, lastSeqCell, crc] of rows.iterate()) {
    const [handle, version, lastSeq] = [Number(handleCell), Number(versionCell), Number(lastSeqCell)];
    const ledger = ledgers[Number(ledgerCell) - 1];
    const holds = rowHolds(crc, handleCell, id, ledgerCell, balance, held, versionCell, lastSeqCell);
    if (!holds || ledger === undefined || handle !== books.accounts.size + 1) {
      throw new ViewsDamage(`account ${handle} is damaged or behind a missing one`);
    }
    enterAccount(books, { handle, id, ledger, balance, held, version, lastSeq, isChanged: false });
  }
}

function postSince(db: Database.Database, books: Books): void {
  for (const { seq, record } of new TxRows(db).between(books.written.seq, books.place.seq)) {
    const read = readRecord(record);
    if (read.refused) throw new ViewsDamage(`transaction ${seq} is a refusal`);
    post(books, read.tx);
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
