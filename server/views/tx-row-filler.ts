import type { PostedEntry } from './post.ts';
import { lineOf } from './tx-rows.ts';
import type { ViewsWriter } from './views-writer.ts';

/**
 * A row takes transactions while its content stays within this many characters: with the rest of the row
 * they fill a page of the file. A longer transaction has a row of its own.
 */
const rowChars = 4_040;

/** Gathers transactions in the order of their seq, and writes them in rows. */
export class TxRowFiller {
  readonly #writer: ViewsWriter;
  #lines: string[] = [];
  #chars = 0;
  #first = 0;

  constructor(writer: ViewsWriter) {
    this.#writer = writer;
  }

  add(seq: number, entries: readonly PostedEntry[], record: string): void {
    const line = lineOf(entries, record);
    if (this.#chars + line.length > rowChars) this.write();
    if (this.#lines.length === 0) this.#first = seq;
    this.#lines.push(line);
    this.#chars += line.length + 1;
  }

  /** Writes what has no row yet. */
  write(): void {
    if (this.#lines.length > 0) this.#writer.txs(this.#first, this.#lines.join('\n'));
    this.clear();
  }

  /** Forgets what has no row yet. */
  clear(): void {
    this.#lines = [];
    this.#chars = 0;
  }
}
