import type Database from 'better-sqlite3';
import { DataError } from '../data-error.ts';
import { explained, restoreCure } from '../sqlite-errors.ts';
import { commitHash, genesis, headOf } from './chain.ts';
import type { Commit, Head } from './journal.ts';

interface CommitHead {
  readonly number: number;
  readonly firstSeq: number;
  readonly count: number;
  readonly atMs: number;
  readonly hash: string;
}
interface CommitRow extends CommitHead {
  readonly previous: string;
  readonly records: string;
}
const headColumns = 'number, first_seq AS firstSeq, count, at_ms AS atMs, hash';

/** Where a journal ends, and the server time of its last commit. */
export interface End extends Head {
  readonly atMs: number;
}

type CommitCells = [number, number, number, number, string, string, string];

/** Writes commits into a journal's SQLite file, each with the hash of the one before. */
export class CommitInserter {
  readonly #insert: Database.Statement<CommitCells>;

  constructor(db: Database.Database) {
    this.#insert = db.prepare('INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, ?)');
  }

  insert({ number, firstSeq, count, atMs, records, hash }: Commit, previous: string): void {
    this.#insert.run(number, firstSeq, count, atMs, previous, hash, records);
  }
}

/** Reads commits from a journal's SQLite file, and takes none for granted. */
export class CommitRows {
  readonly #file: string;
  readonly #start: End;
  readonly #last: Database.Statement<[], CommitHead>;
  readonly #one: Database.Statement<[number], CommitHead>;
  readonly #page: Database.Statement<[number, number], CommitRow>;

  constructor(db: Database.Database, file: string, epoch: string) {
    this.#file = file;
    this.#start = { ...genesis(epoch), atMs: 0 };
    this.#last = db.prepare(`SELECT ${headColumns} FROM commits ORDER BY number DESC LIMIT 1`);
    this.#one = db.prepare(`SELECT ${headColumns} FROM commits WHERE number = ?`);
    this.#page = db.prepare(
      `SELECT ${headColumns}, previous, records FROM commits WHERE number > ? ORDER BY number LIMIT ?`,
    );
  }

  /** The end that the file names; only reading the last commit shows that it is right. */
  end(): End {
    const last = this.#last.get();
    return last === undefined ? this.#start : endOf(last);
  }

  /**
   * Commits with a number above `after`, in order, at most `limit`. Throws {@link DataError} where one is
   * missing or is not what its hash says.
   */
  read(after: number, limit: number): Commit[] {
    try {
      const rows = this.#page.all(after, limit);
      if (rows.length === 0) return [];
      let behind = this.#endAt(after);
      return rows.map((row) => {
        const commit = this.#checked(row, behind);
        behind = endOf(commit);
        return commit;
      });
    } catch (error) {
      throw explained(this.#file, error);
    }
  }

  /** Number of the commit up to `through` that has a transaction, as the file says; `undefined` where none does. */
  numberOf(seq: number, through: number): number | undefined {
    let [low, high] = [1, through];
    while (low <= high) {
      const middle = Math.floor((low + high) / 2);
      const { firstSeq, count } = this.#headAt(middle);
      if (seq < firstSeq) high = middle - 1;
      else if (seq >= firstSeq + count) low = middle + 1;
      else return middle;
    }
    return undefined;
  }

  #endAt(number: number): End {
    return number === 0 ? this.#start : endOf(this.#headAt(number));
  }

  #headAt(number: number): CommitHead {
    const row = this.#one.get(number);
    if (row === undefined) throw this.#damaged(`commit ${number} is missing`);
    return row;
  }

  #checked({ previous, ...commit }: CommitRow, behind: End): Commit {
    const { number, firstSeq, atMs, hash, records } = commit;
    if (number !== behind.number + 1) throw this.#damaged(`commit ${behind.number + 1} is missing`);
    const fits =
      previous === behind.hash &&
      firstSeq === behind.seq + 1 &&
      atMs >= behind.atMs &&
      // A flipped bit can turn the text into bytes, which have the same hash.
      typeof records === 'string' &&
      hash === commitHash(previous, number, commit);
    if (!fits) throw this.#damaged(`commit ${number} is not what its hash says`);
    return commit;
  }

  #damaged(wrong: string): DataError {
    return new DataError(this.#file, `is damaged: ${wrong}`, `${restoreCure}.`);
  }
}

function endOf(commit: CommitHead): End {
  return { ...headOf(commit), atMs: commit.atMs };
}
