import { InvalidArgumentError, Option } from 'commander';
import { TimeSchema } from '../../shared/fields.ts';

/** From this time on, and before that one: ISO 8601 in UTC; `undefined` where that end is open. */
export interface Period {
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** `--from` and `--to`. A date alone is its midnight, UTC. */
export function periodOptions(): [Option, Option] {
  return [
    new Option('--from <time>', 'from this time on, UTC: 2026-11-01 or 2026-11-01T12:00:00Z').argParser(
      parseTime,
    ),
    new Option('--to <time>', 'before this time').argParser(parseTime),
  ];
}

/** The beginning of the month, UTC, that a moment is in: Unix milliseconds. */
export function monthOf(unixMs: number): string {
  return `${new Date(unixMs).toISOString().slice(0, 'YYYY-MM'.length)}-01T00:00:00Z`;
}

/** The period that `--month 2026-11` names. */
export function parseMonth(text: string): Period & { readonly from: string } {
  const from = `${text}-01T00:00:00Z`;
  if (!/^\d{4}-\d\d$/.test(text) || !TimeSchema.safeParse(from).success)
    throw new InvalidArgumentError('Give a month such as 2026-11.');
  const next = new Date(from);
  next.setUTCMonth(next.getUTCMonth() + 1);
  const to = next.toISOString().replace('.000Z', 'Z');
  if (!TimeSchema.safeParse(to).success) throw new InvalidArgumentError('Give a month such as 2026-11.');
  return { from, to };
}

/** What is wrong with a period; `undefined` where nothing is. */
export function periodProblem({ from, to }: Period): string | undefined {
  if (from === undefined || to === undefined || Date.parse(from) < Date.parse(to)) return undefined;
  return '--from has to be before --to';
}

function parseTime(text: string): string {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text;
  if (!TimeSchema.safeParse(time).success)
    throw new InvalidArgumentError('Give a time in UTC such as 2026-11-01 or 2026-11-01T12:00:00Z.');
  return time;
}
