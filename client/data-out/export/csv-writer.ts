import { printable } from '../../words/printable.ts';
import { csvField, guardedText } from '../csv-field.ts';
import type { ByteSink, Column, RowWriter } from './columns.ts';

/** CSV as RFC 4180 has it, UTF-8, with a header; what a row does not have is empty. */
export class CsvWriter<Row> implements RowWriter<Row> {
  readonly #columns: readonly Column<Row>[];
  readonly #sink: ByteSink;
  #lines: string;

  constructor(columns: readonly Column<Row>[], sink: ByteSink) {
    this.#columns = columns;
    this.#sink = sink;
    this.#lines = `${columns.map(({ name }) => csvField(name)).join(',')}\r\n`;
  }

  async write(rows: readonly Row[]): Promise<void> {
    for (const row of rows)
      this.#lines += `${this.#columns.map((column) => cell(column, row)).join(',')}\r\n`;
    await this.#flush();
  }

  async end(): Promise<void> {
    await this.#flush();
  }

  async #flush(): Promise<void> {
    const lines = this.#lines;
    this.#lines = '';
    if (lines !== '') await this.#sink.write(lines);
  }
}

function cell<Row>(column: Column<Row>, row: Row): string {
  if (column.type === 'integer') return column.of(row)?.toString() ?? '';
  const text = column.of(row);
  if (text === undefined) return '';
  // What the protocol lets through is printable already: only a hub that lies could write to a terminal here.
  return csvField(column.type === 'foreign' ? guardedText(printable(text)) : printable(text));
}
