import { Progress } from '../../load/progress.ts';
import { bytesText, countText } from '../../load/report/numbers.ts';
import { printable } from '../../words/printable.ts';
import type { DataOutParts } from '../run-data-out.ts';
import { AtomicFile } from './atomic-file.ts';
import type { ByteSink, RowWriter, Source } from './columns.ts';
import type { ExportRequest } from './command.ts';
import { CsvWriter } from './csv-writer.ts';
import { NdjsonWriter } from './ndjson-writer.ts';
import { accountsSource, entriesSource, transactionsSource } from './sources.ts';
import { StreamSink } from './stream-sink.ts';

/** `florin export`. Rejects with the SDK's errors and `DataOutProblem`; then nothing is left in a file. */
export async function runExport(parts: DataOutParts, request: ExportRequest): Promise<void> {
  const { stdout, stderr, signal } = parts;
  const { out, force, table } = request;
  if (out === undefined) {
    await exportTable(parts, request, new StreamSink(stdout, signal), stdout.isTTY !== true);
    return;
  }
  await using file = await AtomicFile.open(out, force);
  const { rows, seconds } = await exportTable(parts, request, file, true);
  await file.commit();
  stderr.write(
    `${countText(rows)} ${rows === 1 ? singular[table] : table} in ${printable(out)}, ${bytesText(file.bytes)}, ${seconds.toFixed(1)} s\n`,
  );
}

const singular = { transactions: 'transaction', entries: 'entry', accounts: 'account' } as const;

interface Exported {
  readonly rows: number;
  readonly seconds: number;
}

function exportTable(
  parts: DataOutParts,
  request: ExportRequest,
  sink: ByteSink,
  showsProgress: boolean,
): Promise<Exported> {
  const copy = async <Row>(source: Promise<Source<Row>>): Promise<Exported> =>
    await copyRows(await source, (rows) => writerOf(request, rows, sink), parts, showsProgress);
  const { hub, signal } = parts;
  switch (request.table) {
    case 'transactions':
      return copy(transactionsSource(hub, request, signal));
    case 'entries':
      return copy(entriesSource(hub, request, signal));
    case 'accounts':
      return copy(accountsSource(hub, request, signal));
  }
}

async function copyRows<Row>(
  source: Source<Row>,
  newWriter: (source: Source<Row>) => Promise<RowWriter<Row>>,
  { stderr }: DataOutParts,
  showsProgress: boolean,
): Promise<Exported> {
  const beganMs = performance.now();
  using progress = showsProgress && stderr.isTTY ? new Progress(stderr) : undefined;
  progress?.begin('exporting', '');
  const writer = await newWriter(source);
  let rows = 0;
  for await (const batch of source.batches) {
    await writer.write(batch.rows);
    rows += batch.rows.length;
    progress?.show(batch.share, `${countText(rows)} rows`);
  }
  await writer.end();
  return { rows, seconds: (performance.now() - beganMs) / 1_000 };
}

async function writerOf<Row>(
  { format }: ExportRequest,
  source: Source<Row>,
  sink: ByteSink,
): Promise<RowWriter<Row>> {
  switch (format) {
    case 'csv':
      return new CsvWriter(source.columns, sink);
    case 'ndjson':
      return new NdjsonWriter(source.columns, sink);
    case 'parquet': {
      // Loaded by those who ask for it: every other start of `florin` would take 20 ms longer.
      const { ParquetRows } = await import('./parquet-writer.ts');
      return new ParquetRows(source, sink);
    }
  }
}
