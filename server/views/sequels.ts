import type Database from 'better-sqlite3';
import { rowCheck, rowHolds } from './row-check.ts';
import { ViewsDamage } from './views-file.ts';

/** What later transactions have made of an earlier one: a hold was settled, a movement reversed. */
export interface Sequel {
  /** Seq of the earlier transaction. */
  readonly tx: number;
  /** Seq of the newest transaction that settled or reversed it. */
  readonly by: number;
  /** Minor units reversed in all. */
  readonly reversed: bigint;
}

/** tx, by, reversed, crc */
type SequelRow = readonly [number, number, string, number];

/** Reads and writes the sequels, each row checked. Throws {@link ViewsDamage}. */
export class Sequels {
  readonly #replace: Database.Statement<[number, number, string, number]>;
  readonly #atOrBelow: Database.Statement<[number], SequelRow>;
  readonly #above: Database.Statement<[number], SequelRow>;

  constructor(db: Database.Database) {
    this.#replace = db.prepare('REPLACE INTO sequels VALUES (?, ?, ?, ?)');
    this.#atOrBelow = reading(db, 'SELECT * FROM sequels WHERE tx <= ? ORDER BY tx DESC LIMIT 1');
    this.#above = reading(db, 'SELECT * FROM sequels WHERE tx > ? ORDER BY tx LIMIT 1');
  }

  add({ tx, by, reversed }: Sequel): void {
    this.#replace.run(tx, by, `${reversed}`, rowCheck(tx, by, reversed));
  }

  /**
   * A row whose seq has suffered on the disk is not found under it, and what was reversed must not pass for
   * untouched. But the row still stands where it stood, beside the place that was looked at.
   */
  find(tx: number): Sequel | undefined {
    const nearest = checked(this.#atOrBelow.get(tx));
    if (nearest?.tx === tx) return nearest;
    const next = checked(this.#above.get(tx));
    if ((nearest?.tx ?? 0) > tx || (next?.tx ?? Infinity) <= tx) {
      throw new ViewsDamage('what became of transactions is out of order');
    }
    return undefined;
  }
}

function reading(db: Database.Database, sql: string): Database.Statement<[number], SequelRow> {
  return db.prepare<[number], SequelRow>(sql).raw();
}

function checked(row: SequelRow | undefined): Sequel | undefined {
  if (row === undefined) return undefined;
  const [tx, by, reversed, crc] = row;
  if (!rowHolds(crc, tx, by, reversed)) throw new ViewsDamage(`what became of transaction ${tx} is damaged`);
  return { tx, by, reversed: BigInt(reversed) };
}
