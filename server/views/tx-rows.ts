import type Database from 'better-sqlite3';
import type { PostedEntry } from './post.ts';
import { rowHolds } from './row-check.ts';
import { ViewsDamage } from './views-file.ts';

/** A transaction as the views hold it. */
export interface StoredTx {
  readonly seq: number;
  /**
   * For each account of whose history it is `HANDLE:PREVIOUS`, or `HANDLE:PREVIOUS:PREVIOUS-WITH-A-LEG` where it
   * has no leg of it, with a comma between: see {@link PostedEntry}.
   */
  readonly links: string;
  readonly record: string;
}

/** A transaction's line in the content of its row: `LINKS RECORD`. */
export function lineOf(entries: readonly PostedEntry[], record: string): string {
  let links = '';
  for (const { account, previousSeq, previousLegSeq } of entries) {
    const leg = previousLegSeq === undefined ? '' : `:${previousLegSeq}`;
    links += `${links === '' ? '' : ','}${account.handle}:${previousSeq}${leg}`;
  }
  return `${links} ${record}`;
}

/**
 * Seq of the account's transaction before this one, and of the newest up to this one with a leg of it; 0 where
 * there is none. Throws {@link ViewsDamage}.
 */
export function linkOf({ seq, links }: StoredTx, handle: number): { previous: number; leg: number } {
  const prefix = `${handle}:`;
  const link = links.split(',').find((each) => each.startsWith(prefix));
  if (link === undefined) throw new ViewsDamage(`transaction ${seq} is not one of account ${handle}`);
  const [previous = Number.NaN, leg = seq] = link.slice(prefix.length).split(':').map(Number);
  // Who walks along the links comes to an end.
  if (!(previous < seq)) throw new ViewsDamage(`transaction ${seq} comes after ${previous}`);
  return { previous, leg };
}

/** Reads transactions, each row checked. Throws {@link ViewsDamage}. */
export class TxRows {
  readonly #with: Database.Statement<[number], TxRow>;
  readonly #range: Database.Statement<[number, number], TxRow>;

  constructor(db: Database.Database) {
    this.#with = db.prepare('SELECT * FROM txs WHERE first <= ? ORDER BY first DESC LIMIT 1');
    this.#range = db.prepare(
      `SELECT * FROM txs WHERE first >= (SELECT max(first) FROM txs WHERE first <= ?) AND first <= ?
       ORDER BY first`,
    );
  }

  read(seq: number): StoredTx {
    const row = this.#with.get(seq);
    // Where pages are out of order, SQLite finds a row that is not below.
    if (row === undefined || row.first > seq) return missing(seq);
    checkRow(row);
    let from = 0;
    for (let skipped = row.first; skipped < seq; skipped += 1) {
      from = row.content.indexOf('\n', from) + 1;
      if (from === 0) return missing(seq);
    }
    const end = row.content.indexOf('\n', from);
    return storedTx(seq, row.content.slice(from, end < 0 ? undefined : end));
  }

  /** Those above one seq and up to another, oldest first. */
  *between(above: number, through: number): Generator<StoredTx> {
    let seq = above;
    for (const row of this.#range.iterate(above + 1, through)) {
      checkRow(row);
      for (const [nth, line] of row.content.split('\n').entries()) {
        const lineSeq = row.first + nth;
        if (lineSeq <= above) continue;
        if (lineSeq > through) break;
        seq += 1;
        if (lineSeq !== seq) missing(seq);
        yield storedTx(seq, line);
      }
    }
    if (seq < through) missing(seq + 1);
  }
}

interface TxRow {
  readonly first: number;
  readonly crc: number;
  readonly content: string;
}

function checkRow({ first, crc, content }: TxRow): void {
  if (!rowHolds(crc, first, content)) throw new ViewsDamage(`the transactions from ${first} on are damaged`);
}

function storedTx(seq: number, line: string): StoredTx {
  const space = line.indexOf(' ');
  return { seq, links: line.slice(0, space), record: line.slice(space + 1) };
}

function missing(seq: number): never {
  throw new ViewsDamage(`transaction ${seq} is missing`);
}
