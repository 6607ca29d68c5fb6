import { csvField } from '../../data-out/csv-field.ts';
import { measures } from '../measures.ts';
import type { LoadResult } from '../result.ts';

/** A column of what the run was. */
type Column = readonly [name: string, of: (result: LoadResult) => string | number | undefined];

const columns: readonly Column[] = [
  ['started', ({ startedAt }) => startedAt],
  ['florin', ({ environment }) => environment.florin],
  ['node', ({ environment }) => environment.node],
  ['machine', ({ environment }) => environment.machine],
  ['workload', ({ options }) => options.workload],
  ['accounts', ({ options }) => options.accounts],
  ['skew', ({ options }) => options.skew],
  ['clients', ({ options }) => options.clients],
  ['inflight', ({ options }) => options.inflight],
  ['driver', ({ options }) => options.driver],
  ['target', ({ options }) => options.rate],
  ['watchers', ({ options }) => options.watchers],
  ['watch_mode', ({ options }) => options.watchMode],
  ['watch_accounts', ({ options }) => options.watchAccounts],
  ['threads', ({ options }) => options.threads],
  ['seed', ({ options }) => options.seed],
  ['seconds', ({ seconds }) => seconds],
  ['acknowledged', ({ commands }) => commands.acknowledged],
  ['busiest_thread', ({ tester }) => tester.busiestThread],
  ['problems', ({ check }) => check.problems.length],
  ...measures.map(({ name, of }): Column => [name, of]),
];

/**
 * The report for tables (RFC 4180): a header and one row, with every measure under its name in `--fail-on`
 * and its unit there; empty where the run has no such figure. All runs of one version have the same columns,
 * so rows can be gathered: `tail -n 1 run.csv >> runs.csv`.
 */
export function csvReport(result: LoadResult): string {
  const header = columns.map(([name]) => field(name));
  const row = columns.map(([, of]) => field(of(result)));
  return `${header.join(',')}\r\n${row.join(',')}\r\n`;
}

function field(value: string | number | undefined): string {
  return csvField(value === undefined ? '' : String(value));
}
