import type Database from 'better-sqlite3';
import type { PostedLeg } from './post.ts';
import { rowHolds } from './row-check.ts';
import { ViewsDamage } from './views-file.ts';

/** A transaction as the views hold it. */
export interface TxRow {
  readonly seq: number;
  /** One `HANDLE:SEQ` a leg, with a space between: an account, and its transaction before this one. */
  readonly links: string;
  readonly record: string;
}

export function linksOf(legs: readonly PostedLeg[]): string {
  let links = '';
  for (const { account, previousSeq } of legs) {
    links += `${links === '' ? '' : ' '}${account.handle}:${previousSeq}`;
  }
  return links;
}

/** Seq of the account's transaction before this one, 0 where this is its first. Throws {@link ViewsDamage}. */
export function previousSeq({ seq, links }: TxRow, handle: number): number {
  const prefix = `${handle}:`;
  const link = links.split(' ').find((each) => each.startsWith(prefix));
  if (link === undefined) throw new ViewsDamage(`transaction ${seq} is not one of account ${handle}`);
  return Number(link.slice(prefix.length));
}

/** Reads transactions, each checked. Throws {@link ViewsDamage}. */
export class TxRows {
  readonly #one: Database.Statement<[number], CheckedRow>;
  readonly #range: Database.Statement<[number, number], CheckedRow>;

  constructor(db: Database.Database) {
    this.#one = db.prepare('SELECT * FROM txs WHERE seq = ?');
    this.#range = db.prepare('SELECT * FROM txs WHERE seq > ? AND seq <= ? ORDER BY seq');
  }

  read(seq: number): TxRow {
    return checked(this.#one.get(seq), seq);
  }

  /** Those above one seq and up to another, oldest first. */
  *between(above: number, through: number): Generator<TxRow> {
    let seq = above;
    for (const row of this.#range.iterate(above, through)) {
      seq += 1;
      yield checked(row, seq);
    }
    if (seq < through) throw new ViewsDamage(`transaction ${seq + 1} is missing`);
  }
}

interface CheckedRow extends TxRow {
  readonly crc: number;
}

function checked(row: CheckedRow | undefined, seq: number): TxRow {
  if (row === undefined || row.seq !== seq || !rowHolds(row.crc, seq, row.links, row.record)) {
    throw new ViewsDamage(`transaction ${seq} is damaged or missing`);
  }
  return row;
}
