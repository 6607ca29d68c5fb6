import type Database from 'better-sqlite3';
import { readRecord } from './read-record.ts';
import { rowHolds } from './row-check.ts';
import type { TxRows } from './tx-rows.ts';
import { ViewsDamage } from './views-file.ts';

interface Scoped {
  readonly key: string;
  readonly by: string;
}
interface OutcomeRow extends Scoped {
  readonly decided: number;
}

/**
 * Rows that are read where a key is not found: the one before its place, the one behind, and the next. Where a page leads
 * to another row in place of the key's own, that one is read as one of the first two, and is not in order with the next.
 */
const neighbours = 3;

/** What was decided under each key. Throws {@link ViewsDamage}. */
export class Outcomes {
  readonly #txs: TxRows;
  readonly #atOrBelow: Database.Statement<[string, string], OutcomeRow>;
  readonly #from: Database.Statement<[string, string], OutcomeRow>;
  readonly #refusal: Database.Statement<[number], { readonly record: string; readonly crc: number }>;

  constructor(db: Database.Database, txs: TxRows) {
    this.#txs = txs;
    this.#atOrBelow = db.prepare(
      'SELECT * FROM outcomes WHERE (key, by) <= (?, ?) ORDER BY key DESC, by DESC LIMIT 1',
    );
    this.#from = db.prepare(
      `SELECT * FROM outcomes WHERE (key, by) >= (?, ?) ORDER BY key, by LIMIT ${neighbours}`,
    );
    this.#refusal = db.prepare('SELECT record, crc FROM refusals WHERE number = ?');
  }

  /** The journal's record, `undefined` where nothing was decided under this key. */
  record(key: string, by: string): string | undefined {
    const nearest = this.#atOrBelow.get(key, by);
    if (nearest?.key === key && nearest.by === by) return this.#recordOf(nearest);
    this.#checkAround(key, by, nearest);
    return undefined;
  }

  /**
   * A row that has suffered on the disk is not found under its key, and a key that was used must not pass
   * for a new one. But the row still stands where it stood, among neighbours that were written in order. No others are
   * read: as many principals may have used the key as there are.
   */
  #checkAround(key: string, by: string, nearest: OutcomeRow | undefined): void {
    const rows = this.#from.all(nearest?.key ?? '', nearest?.by ?? '');
    for (const row of rows) this.#recordOf(row);
    if (nearest !== undefined) {
      const first = rows.shift();
      if (first === undefined) throw new ViewsDamage('an outcome is lost');
      if (first.key !== nearest.key || first.by !== nearest.by) throw outOfOrder();
    }
    let last: Scoped = { key, by };
    for (const row of rows) {
      if (!isBehind(row, last)) throw outOfOrder();
      last = row;
    }
  }

  /** The record that an outcome leads to, which must name its key. */
  #recordOf({ key, by, decided }: OutcomeRow): string {
    const record = decided > 0 ? this.#txs.read(decided).record : this.#refusalRecord(-decided);
    const read = readRecord(record);
    const named = read.refused ? read : read.tx;
    if (named.key !== key || named.by !== by) throw new ViewsDamage('an outcome is damaged');
    return record;
  }

  #refusalRecord(number: number): string {
    const row = this.#refusal.get(number);
    if (row === undefined || !rowHolds(row.crc, number, row.record)) {
      throw new ViewsDamage(`refusal ${number} is damaged or missing`);
    }
    return row.record;
  }
}

function outOfOrder(): ViewsDamage {
  return new ViewsDamage('the outcomes are out of order');
}

function isBehind(row: Scoped, other: Scoped): boolean {
  return row.key > other.key || (row.key === other.key && row.by > other.by);
}
