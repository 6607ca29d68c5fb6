import { readFile } from 'node:fs/promises';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { z } from 'zod';

/** What a Parquet file holds. Money is `{ minor, scale }`, exact. */
export interface ParquetFile {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Rows of each row group. */
  readonly groups: readonly number[];
  readonly facts: Readonly<Record<string, string | undefined>>;
}

/** Reads a file by a library of its own. It would make DECIMAL a float, so its bytes are read, big-endian, and made whole numbers here. */
export async function readParquet(path: string): Promise<ParquetFile> {
  const bytes = await readFile(path);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const metadata = parquetMetadata(file);
  const scales = new Map<string, number>();
  const schema = metadata.schema.map(({ converted_type, logical_type, ...element }) => {
    if (converted_type === 'DECIMAL') {
      scales.set(element.name, element.scale ?? 0);
      return element;
    }
    return {
      ...element,
      ...(converted_type === undefined ? {} : { converted_type }),
      ...(logical_type === undefined ? {} : { logical_type }),
    };
  });
  const read = await parquetReadObjects({ file, metadata: { ...metadata, schema } });
  const rows = z.array(z.record(z.string(), z.unknown())).parse(read);
  return {
    rows: rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => {
          const scale = scales.get(name);
          return [
            name,
            scale !== undefined && value instanceof Uint8Array ? { minor: whole(value), scale } : value,
          ];
        }),
      ),
    ),
    groups: metadata.row_groups.map(({ num_rows }) => Number(num_rows)),
    facts: Object.fromEntries((metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value])),
  };
}

/** Two's complement. */
function whole(bytes: Uint8Array): bigint {
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
}
