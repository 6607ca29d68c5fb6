import type { Row } from './directory.ts';

/** The row that the arrow keys are at: an account, which stays it when the order changes. */
export class RowCursor {
  #id: string | undefined;
  /** Where it was. */
  #place = 0;

  /** The first row, before the keys are used. */
  of(rows: readonly Row[]): string | undefined {
    return this.#id ?? rows[0]?.id;
  }

  /** Moves by so many of the first `count` rows, as far as there are any; returns the place that it comes to. */
  move(rows: readonly Row[], count: number, by: number): number {
    const id = this.of(rows);
    if (rows[this.#place]?.id !== id) this.#place = rows.findIndex((row) => row.id === id);
    this.#place = Math.max(0, Math.min(count - 1, this.#place + by));
    this.#id = rows[this.#place]?.id;
    return this.#place;
  }

  reset(): void {
    this.#id = undefined;
    this.#place = 0;
  }
}
