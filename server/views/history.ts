import type Database from 'better-sqlite3';
import { limits } from '../limits.ts';
import type { BookAccount } from './books.ts';
import { linkOf, type StoredTx, type TxRows } from './tx-rows.ts';
import { ViewsDamage } from './views-file.ts';

/** A page of an account's history: see {@link HistoryPage}. */
export interface AccountPage {
  readonly txs: readonly StoredTx[];
  readonly next: number | null;
}

/** Which of an account's transactions are asked for: those between two seqs, both exclusive, that fit. */
export interface HistoryRange {
  readonly above: number;
  readonly below: number;
  /** At most so many. */
  readonly limit: number;
  readonly fits?: ((tx: StoredTx) => boolean) | undefined;
}

/**
 * An account's transactions, by walking the links from each to the one before. A walk begins at the newest
 * or at a waypoint, so that a page costs the same however long the history is.
 */
export class AccountHistory {
  readonly #txs: TxRows;
  readonly #waypoint: Database.Statement<[number, number], number>;

  constructor(db: Database.Database, txs: TxRows) {
    this.#txs = txs;
    this.#waypoint = db
      .prepare<[number, number], number>(
        'SELECT seq FROM waypoints WHERE account = ? AND seq >= ? ORDER BY seq LIMIT 1',
      )
      .pluck();
  }

  newestFirst(account: BookAccount, range: HistoryRange): AccountPage {
    return pageOf(this.#down(account, range), range);
  }

  oldestFirst(account: BookAccount, range: HistoryRange): AccountPage {
    return pageOf(this.#up(account, range), range);
  }

  /** The newest at a seq or below that has a leg of the account. */
  newestLegAt(account: BookAccount, seq: number): StoredTx | undefined {
    const [newest] = this.#down(account, { above: 0, below: seq + 1 });
    if (newest === undefined) return undefined;
    // However often the rules changed since, it is one step away.
    const { leg } = linkOf(newest, account.handle);
    return leg === 0 ? undefined : this.#txs.read(leg);
  }

  *#down(account: BookAccount, { above, below }: Pick<HistoryRange, 'above' | 'below'>): Generator<StoredTx> {
    for (const row of this.#walk(account, this.#startAt(account, below))) {
      if (row.seq <= above) return;
      if (row.seq < below) yield row;
    }
  }

  /** The links lead down only: so a stretch from one waypoint to the next at a time, each turned round. */
  *#up(account: BookAccount, { above, below }: Pick<HistoryRange, 'above' | 'below'>): Generator<StoredTx> {
    for (let done = above; done < Math.min(account.lastSeq, below - 1); ) {
      const end = this.#startAt(account, done + 1);
      if (end <= done) throw new ViewsDamage(`the waypoints of ${account.id} are out of order`);
      const stretch: StoredTx[] = [];
      for (const row of this.#walk(account, end)) {
        if (row.seq <= done) break;
        stretch.push(row);
      }
      for (const row of stretch.reverse()) {
        if (row.seq >= below) return;
        yield row;
      }
      done = end;
    }
  }

  /** Of the account, not below a seq and near it, if there is one; else its newest. */
  #startAt(account: BookAccount, seq: number): number {
    return this.#waypoint.get(account.handle, seq) ?? account.lastSeq;
  }

  *#walk({ handle }: BookAccount, start: number): Generator<StoredTx> {
    for (let seq = start; seq > 0; ) {
      const row = this.#txs.read(seq);
      yield row;
      seq = linkOf(row, handle).previous;
    }
  }
}

/** How many transactions one page looks at. */
function scanMax({ fits, limit }: HistoryRange): number {
  return fits === undefined ? limit : limits.historyScan;
}

/**
 * The first of the rows that fit, as many as were asked for, or fewer where their texts would make the page too
 * large or too many were looked at; where rows are left, `next` is the seq to go on behind.
 */
function pageOf(rows: Iterable<StoredTx>, range: HistoryRange): AccountPage {
  const txs: StoredTx[] = [];
  let chars = 0;
  let scanned = 0;
  let last: number | null = null;
  for (const row of rows) {
    const isFull = txs.length === range.limit || (scanned > 0 && scanned >= scanMax(range));
    if (isFull || (txs.length > 0 && chars + row.record.length > limits.pageChars))
      return { txs, next: last };
    scanned += 1;
    last = row.seq;
    if (range.fits?.(row) === false) continue;
    txs.push(row);
    chars += row.record.length;
  }
  return { txs, next: null };
}
