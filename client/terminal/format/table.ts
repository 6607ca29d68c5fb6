import type { Paint } from './paint.ts';

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** Text, and how to colour it: colours take no room, so padding is counted without them. */
export interface Cell {
  readonly text: string;
  readonly paint?: Paint;
}

/** Between the cells of a line. */
export const cellsGap = '  ';

/**
 * Lines of a table: the titles, then a line a row. Columns are as wide as their widest cell, counted in
 * characters: text that may be wide (a memo) belongs in the last column, which is not padded.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  titles: Paint,
): string[] {
  const head = columns.map(({ title }): Cell => ({ text: title, paint: titles }));
  const widths = columns.map((_, index) =>
    Math.max(...[head, ...rows].map((row) => row[index]?.text.length ?? 0)),
  );
  return [head, ...rows].map((row) =>
    columns
      .map(({ align }, index) => {
        const { text, paint = unpainted } = row[index] ?? { text: '' };
        const padding = ' '.repeat(Math.max(0, (widths[index] ?? 0) - text.length));
        if (align === 'right') return padding + paint(text);
        return index === columns.length - 1 ? paint(text) : paint(text) + padding;
      })
      .join(cellsGap)
      .trimEnd(),
  );
}

function unpainted(text: string): string {
  return text;
}
