import { type Cell, cellsGap } from './table.ts';

/** The first of these lines that is at most `width` characters, else the last: parts are left out whole. */
export function fittingLine(lines: readonly (readonly Cell[])[], width: number): string {
  const fits = (line: readonly Cell[]): boolean =>
    line.map(({ text }) => text).join(cellsGap).length <= width;
  const cells = lines.find(fits) ?? lines.at(-1) ?? [];
  return cells.map(({ text, paint }) => paint?.(text) ?? text).join(cellsGap);
}
