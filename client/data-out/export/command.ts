import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { IdSchema } from '../../../shared/ids.ts';
import type { JournalSelection } from '../journal-range.ts';
import { periodOptions, periodProblem } from '../period-options.ts';

const tables = ['transactions', 'entries', 'accounts'] as const;
const formats = ['csv', 'ndjson', 'parquet'] as const;

/** What `florin export` was asked for. */
export interface ExportRequest {
  readonly kind: 'export';
  readonly table: (typeof tables)[number];
  readonly format: (typeof formats)[number];
  /** File to write; stdout where undefined. */
  readonly out: string | undefined;
  /** Replace a file that is there. */
  readonly force: boolean;
  readonly selection: JournalSelection;
}

/** The flags as commander gives them. */
interface Given {
  readonly format: ExportRequest['format'];
  readonly out?: string;
  readonly force?: true;
  readonly ledger?: string;
  readonly from?: string;
  readonly to?: string;
  readonly after?: number;
  readonly before?: number;
}

/** Adds `export` to the program. */
export function addExportCommand(program: Command, ask: (request: ExportRequest) => void): void {
  const [from, to] = periodOptions();
  const command = program
    .command('export')
    .description('write transactions, entries or accounts as CSV, NDJSON or Parquet')
    .allowExcessArguments(false)
    .addArgument(
      new Argument('<table>', 'entries: a row for each account that a transaction changes').choices(tables),
    )
    .addOption(new Option('--format <format>', 'how').choices(formats).default('csv'))
    .option('--out <file>', 'where to; stdout without it')
    .option('--force', 'replace a file that is there')
    .addOption(ledgerOption('of this ledger only'))
    .addOption(from)
    .addOption(to)
    .addOption(new Option('--after <seq>', 'above this seq').argParser(parseSeq).conflicts(['from', 'to']))
    .addOption(new Option('--before <seq>', 'below this seq').argParser(parseSeq).conflicts(['from', 'to']))
    .addHelpText('after', notes);
  command.action((table: ExportRequest['table'], given: Given) => {
    const problem = problemOf(table, given);
    if (problem !== undefined) command.error(`error: ${problem}`);
    const { format, out, force = false, ledger, after, before } = given;
    const period = { from: given.from, to: given.to };
    ask({ kind: 'export', table, format, out, force, selection: { ledger, period, after, before } });
  });
}

const notes = `
Examples:
  florin export transactions --out all.csv
  florin export entries --from 2026-11-01 --to 2026-12-01 --out november.csv
  florin export entries --format parquet --out entries.parquet
  florin export accounts --format ndjson | jq -r .balance

What is in it is fixed at the start. A file is complete or not there at all; a
hub that restarts meanwhile is waited for (--timeout). docs/DATA-OUT.md has the
columns.`;

/** `--ledger`. */
export function ledgerOption(about: string): Option {
  return new Option('--ledger <ledger>', about).argParser((id) => {
    if (!IdSchema.safeParse(id).success)
      throw new InvalidArgumentError('A ledger is 1..64 of A-Z a-z 0-9 _ . : -, first a letter or digit.');
    return id;
  });
}

function problemOf(table: ExportRequest['table'], given: Given): string | undefined {
  const { format, out, from, to, after, before } = given;
  const isNarrowed = [from, to, after, before].some((bound) => bound !== undefined);
  if (table === 'accounts' && isNarrowed)
    return 'accounts are exported as they are now: leave --from, --to, --after and --before out';
  if (format === 'parquet' && out === undefined) return 'Parquet goes to a file: name it with --out';
  return periodProblem({ from, to });
}

function parseSeq(text: string): number {
  const seq = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(seq)) throw new InvalidArgumentError('Give a seq: a whole number from 0.');
  return seq;
}
