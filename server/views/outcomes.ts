import type Database from 'better-sqlite3';
import { rowHolds } from './row-check.ts';
import type { TxRows } from './tx-rows.ts';
import { ViewsDamage } from './views-file.ts';

interface OutcomeRow {
  readonly key: string;
  readonly by: string;
  readonly decided: number;
  readonly crc: number;
}

/** What was decided under each key. Throws {@link ViewsDamage}. */
export class Outcomes {
  readonly #txs: TxRows;
  readonly #atOrBelow: Database.Statement<[string, string], OutcomeRow>;
  readonly #above: Database.Statement<[string, string], OutcomeRow>;
  readonly #refusal: Database.Statement<[number], { readonly record: string; readonly crc: number }>;

  constructor(db: Database.Database, txs: TxRows) {
    this.#txs = txs;
    this.#atOrBelow = db.prepare(
      'SELECT * FROM outcomes WHERE (key, by) <= (?, ?) ORDER BY key DESC, by DESC LIMIT 1',
    );
    this.#above = db.prepare('SELECT * FROM outcomes WHERE (key, by) > (?, ?) ORDER BY key, by LIMIT 1');
    this.#refusal = db.prepare('SELECT record, crc FROM refusals WHERE number = ?');
  }

  /** The journal's record, `undefined` where nothing was decided under this key. */
  record(key: string, by: string): string | undefined {
    const found = checked(this.#atOrBelow.get(key, by));
    if (found?.key === key && found.by === by) return this.#record(found.decided);
    // A row whose key has changed on the disk still stands where the key asked for would: next to here.
    checked(this.#above.get(key, by));
    return undefined;
  }

  #record(decided: number): string {
    if (decided > 0) return this.#txs.read(decided).record;
    const row = this.#refusal.get(-decided);
    if (row === undefined || !rowHolds(row.crc, -decided, row.record)) {
      throw new ViewsDamage(`refusal ${-decided} is damaged or missing`);
    }
    return row.record;
  }
}

function checked(row: OutcomeRow | undefined): OutcomeRow | undefined {
  if (row !== undefined && !rowHolds(row.crc, row.key, row.by, row.decided)) {
    throw new ViewsDamage('an outcome is damaged');
  }
  return row;
}
