/**
 * A column of a table, and how to get its value out of a row; `undefined` where the row has none. Integers are exact
 * JavaScript integers. Money is decimal text as the hub prints it. A time is ISO 8601 in UTC with milliseconds. Text
 * that is `foreign` was written by whoever uses the hub, and may look like anything.
 */
export type Column<Row> =
  | { readonly name: string; readonly type: 'integer'; readonly of: (row: Row) => number | undefined }
  | {
      readonly name: string;
      readonly type: 'money' | 'time' | 'text' | 'foreign';
      readonly of: (row: Row) => string | undefined;
    };

/** What goes with a whole export, told in formats that have a place for it. */
export type Facts = Readonly<Record<string, string>>;

/** Rows in batches, with what is known of them before the first. */
export interface Source<Row> {
  readonly columns: readonly Column<Row>[];
  readonly facts: Facts;
  /** Largest number of decimals of its money. */
  readonly scale: number;
  /** Batches, each with how much (0..1) is done with it. */
  readonly batches: AsyncIterable<Batch<Row>>;
}

export interface Batch<Row> {
  readonly rows: readonly Row[];
  readonly share: number;
}

/** Writes rows in some format. Methods are called one after the other. */
export interface RowWriter<Row> {
  write(rows: readonly Row[]): Promise<void>;
  /** What comes after the last row. */
  end(): Promise<void>;
}

/** Where bytes go. Resolves when more may be written. */
export interface ByteSink {
  write(bytes: string | Uint8Array): Promise<void>;
}
