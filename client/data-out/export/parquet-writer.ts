import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { parseMoney } from '../../../shared/money.ts';
import { inconsistent } from '../data-out-problem.ts';
import type { ByteSink, Column, Facts, RowWriter } from './columns.ts';

/** Rows that are held in memory until they go to the file together. */
const rowGroupRows = 50_000;

/** What a cell is before it is encoded. */
type Value = bigint | Date | string | undefined;

/**
 * Parquet: integers are INT64, times TIMESTAMP in UTC with milliseconds, money DECIMAL(38, scale): whole minor units,
 * exact, wide enough for an amount between the two ends of the 64-bit range.
 */
export class ParquetRows<Row> implements RowWriter<Row> {
  readonly #columns: readonly Column<Row>[];
  readonly #scale: number;
  readonly #file: ParquetWriter;
  #values: Value[][];
  #rows = 0;

  constructor(
    { columns, facts, scale }: { columns: readonly Column<Row>[]; facts: Facts; scale: number },
    sink: ByteSink,
  ) {
    this.#columns = columns;
    this.#scale = scale;
    this.#values = columns.map(() => []);
    this.#file = new ParquetWriter({
      writer: new GroupWriter(sink),
      schema: [
        { name: 'root', num_children: columns.length },
        ...columns.map((column) => schemaOf(column, scale)),
      ],
      kvMetadata: Object.entries(facts).map(([key, value]) => ({ key: `florin.${key}`, value })),
      createdBy: 'florin',
    });
  }

  async write(rows: readonly Row[]): Promise<void> {
    for (const row of rows) {
      this.#columns.forEach((column, place) => {
        this.#values[place]?.push(this.#valueOf(column, row));
      });
      this.#rows += 1;
      if (this.#rows === rowGroupRows) await this.#flush();
    }
  }

  async end(): Promise<void> {
    if (this.#rows > 0) await this.#flush();
    await this.#file.finish();
  }

  async #flush(): Promise<void> {
    const columnData = this.#columns.map(({ name }, place) => ({ name, data: this.#values[place] ?? [] }));
    this.#values = this.#columns.map(() => []);
    this.#rows = 0;
    await this.#file.write({ columnData, rowGroupSize: rowGroupRows });
  }

  #valueOf(column: Column<Row>, row: Row): Value {
    if (column.type === 'integer') {
      const value = column.of(row);
      return value === undefined ? undefined : BigInt(value);
    }
    const text = column.of(row);
    if (text === undefined || column.type === 'text' || column.type === 'foreign') return text;
    return column.type === 'time' ? timeOf(text) : moneyOf(text, this.#scale);
  }
}

/** The bytes of one row group; they go to the sink when it is complete. */
class GroupWriter extends ByteWriter {
  readonly #sink: ByteSink;

  constructor(sink: ByteSink) {
    super();
    this.#sink = sink;
  }

  async flush(): Promise<void> {
    await this.#sink.write(this.getBytes());
    this.index = 0;
  }

  override finish(): Promise<void> {
    return this.flush();
  }
}

const decimalDigits = 38;
/** Bytes of a DECIMAL of so many digits. */
const decimalBytes = 16;

function schemaOf<Row>({ name, type }: Column<Row>, scale: number): SchemaElement {
  const column = { name, repetition_type: 'OPTIONAL' } as const;
  switch (type) {
    case 'integer':
      return { ...column, type: 'INT64' };
    case 'time':
      return {
        ...column,
        type: 'INT64',
        converted_type: 'TIMESTAMP_MILLIS',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
      };
    case 'money':
      return {
        ...column,
        type: 'FIXED_LEN_BYTE_ARRAY',
        type_length: decimalBytes,
        converted_type: 'DECIMAL',
        precision: decimalDigits,
        scale,
        logical_type: { type: 'DECIMAL', precision: decimalDigits, scale },
      };
    case 'text':
    case 'foreign':
      return { ...column, type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } };
  }
}

function timeOf(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw inconsistent(`${text} is no time`);
  return time;
}

function moneyOf(text: string, scale: number): bigint {
  const minor = parseMoney(text, scale);
  if (minor === undefined) throw inconsistent(`${text} has more than ${scale} decimals`);
  return minor;
}
