import type Database from 'better-sqlite3';
import { limits } from '../limits.ts';
import type { BookAccount } from './books.ts';
import { previousSeq, type StoredTx, type TxRows } from './tx-rows.ts';
import { versionsPerWaypoint } from './views-writer.ts';

/** A page of an account's history: see {@link HistoryPage}. */
export interface AccountPage {
  readonly txs: readonly string[];
  readonly next: number | null;
}

/**
 * An account's transactions, by walking the links from each to the one before. A walk begins at the newest
 * or at a waypoint, so that a page costs the same however long the history is.
 */
export class AccountHistory {
  readonly #txs: TxRows;
  readonly #waypoints: Database.Statement<[number, number, number], number>;

  constructor(db: Database.Database, txs: TxRows) {
    this.#txs = txs;
    this.#waypoints = db
      .prepare<[number, number, number], number>(
        'SELECT seq FROM waypoints WHERE account = ? AND seq >= ? ORDER BY seq LIMIT ?',
      )
      .pluck();
  }

  /** The newest below `before`, newest first. */
  newestFirst(account: BookAccount, before: number, limit: number): AccountPage {
    const [start = account.lastSeq] = this.#waypoints.all(account.handle, before, 1);
    const rows: StoredTx[] = [];
    for (const row of this.#walk(account, start)) {
      if (row.seq < before) rows.push(row);
      if (rows.length > limit) break;
    }
    return pageOf(rows, limit);
  }

  /** The oldest above `after`, oldest first. */
  oldestFirst(account: BookAccount, after: number, limit: number): AccountPage {
    // So many that between the last of them and `after` there is more than a page.
    const enough = Math.ceil(limit / versionsPerWaypoint) + 1;
    const waypoints = this.#waypoints.all(account.handle, after + 1, enough);
    const start = (waypoints.length === enough ? waypoints.at(-1) : undefined) ?? account.lastSeq;
    const rows: StoredTx[] = [];
    for (const row of this.#walk(account, start)) {
      if (row.seq <= after) break;
      rows.push(row);
    }
    return pageOf(rows.reverse(), limit);
  }

  *#walk({ handle }: BookAccount, start: number): Generator<StoredTx> {
    for (let seq = start; seq > 0; ) {
      const row = this.#txs.read(seq);
      yield row;
      seq = previousSeq(row, handle);
    }
  }
}

/**
 * The first `limit` of the rows, or fewer where their texts would make the page too large; more rows say
 * that there is a next page.
 */
function pageOf(rows: readonly StoredTx[], limit: number): AccountPage {
  const taken: StoredTx[] = [];
  let chars = 0;
  for (const row of rows) {
    chars += row.record.length;
    if (taken.length === limit || (taken.length > 0 && chars > limits.pageChars)) break;
    taken.push(row);
  }
  return {
    txs: taken.map(({ record }) => record),
    next: rows.length > taken.length ? (taken.at(-1)?.seq ?? null) : null,
  };
}
