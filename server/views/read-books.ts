import type Database from 'better-sqlite3';
import { type BookLedger, type Books, emptyBooks } from './books.ts';
import { readMarks } from './read-marks.ts';
import { rowHolds } from './row-check.ts';
import { ViewsDamage, viewsFormat } from './views-file.ts';

/** Reads the books from the views' file, every row checked. Throws {@link ViewsDamage}, or what SQLite throws. */
export function readBooks(db: Database.Database): Books {
  const { place, books } = readPlace(db);
  books.ahead = readMarks(db).length;
  const ledgers = readLedgers(db, books);
  readAccounts(db, books, ledgers);
  checkCounts(books, place);
  checkSums(books);
  return books;
}

interface PlaceRow {
  readonly format: number;
  readonly epoch: string;
  readonly number: number;
  readonly seq: number;
  readonly hash: string;
  readonly atMs: number;
  readonly floor: string;
  readonly ledgers: number;
  readonly accounts: number;
  readonly refusals: number;
  readonly ahead: number;
  readonly crc: number;
}

function readPlace(db: Database.Database): { place: PlaceRow; books: Books } {
  const rows = db.prepare<[], PlaceRow>(
    'SELECT format, epoch, number, seq, hash, at_ms AS atMs, floor, ledgers, accounts, refusals, ahead, crc FROM place',
  );
  const [row, ...others] = rows.all();
  if (row === undefined || others.length > 0) throw new ViewsDamage('the views do not say where they are');
  if (row.format !== viewsFormat) throw new ViewsDamage(`the views have format ${row.format}`);
  const { format, epoch, number, seq, hash, atMs, floor, ledgers, accounts, refusals, ahead, crc } = row;
  const cells = [format, epoch, number, seq, hash, atMs, floor, ledgers, accounts, refusals, ahead];
  if (!rowHolds(crc, ...cells)) throw new ViewsDamage('the place of the views is damaged');
  const books = emptyBooks({ epoch, number, seq, hash, atMs });
  books.floor = floor;
  books.refusals = refusals;
  return { place: row, books };
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
    const ledger = { handle, id, asset, scale, rules, ...totals };
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
    books.accounts.set(id, { handle, id, ledger, balance, held, version, lastSeq, isChanged: false });
  }
}

function checkCounts(books: Books, { ledgers, accounts, ahead }: PlaceRow): void {
  if (books.ledgers.size !== ledgers || books.accounts.size !== accounts || books.ahead !== ahead) {
    throw new ViewsDamage('the views have lost rows');
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
