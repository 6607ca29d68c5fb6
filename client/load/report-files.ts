import { constants, existsSync } from 'node:fs';
import { access, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Goal } from './fail-on.ts';
import { csvReport } from './report/csv.ts';
import { htmlReport } from './report/html.ts';
import { jsonReport } from './report/json.ts';
import type { LoadResult } from './result.ts';

/** Where reports go besides the terminal. */
export interface ReportFiles {
  readonly json?: string | undefined;
  readonly csv?: string | undefined;
  readonly html?: string | undefined;
}

/** A report cannot be written where it was asked for. */
export class UnwritableReport extends Error {
  override readonly name = 'UnwritableReport';

  constructor(file: string, cause: unknown) {
    super(`cannot write ${file}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

/** Rejects with {@link UnwritableReport} where a file could not be written: to be told before a run and not after it. */
export async function checkWritable({ json, csv, html }: ReportFiles): Promise<void> {
  for (const file of [json, csv, html]) {
    if (file === undefined) continue;
    try {
      await checkFile(file);
    } catch (error) {
      throw new UnwritableReport(file, error);
    }
  }
}

/** Writes what was asked for. Rejects with {@link UnwritableReport}. */
export async function writeReports(
  { json, csv, html }: ReportFiles,
  result: LoadResult,
  goals: readonly Goal[],
): Promise<void> {
  if (json !== undefined) await write(json, jsonReport(result, goals));
  if (csv !== undefined) await write(csv, csvReport(result));
  if (html !== undefined) await write(html, htmlReport(result, goals));
}

async function checkFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory()) throw new Error('it is a folder');
  if (found === undefined && !existsSync(dirname(file)))
    throw new Error(`there is no folder ${dirname(file)}`);
  await access(found === undefined ? dirname(file) : file, constants.W_OK);
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new UnwritableReport(file, error);
  }
}
