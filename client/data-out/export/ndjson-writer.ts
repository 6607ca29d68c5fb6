import { printableJson } from '../../words/printable.ts';
import type { ByteSink, Column, RowWriter } from './columns.ts';

/** An object a line; what a row does not have is left out. Integers are numbers, all else is text. */
export class NdjsonWriter<Row> implements RowWriter<Row> {
  readonly #columns: readonly Column<Row>[];
  readonly #sink: ByteSink;

  constructor(columns: readonly Column<Row>[], sink: ByteSink) {
    this.#columns = columns;
    this.#sink = sink;
  }

  async write(rows: readonly Row[]): Promise<void> {
    let lines = '';
    for (const row of rows) {
      const object: Record<string, number | string | undefined> = {};
      for (const column of this.#columns) object[column.name] = column.of(row);
      lines += `${printableJson(object)}\n`;
    }
    if (lines !== '') await this.#sink.write(lines);
  }

  async end(): Promise<void> {}
}
