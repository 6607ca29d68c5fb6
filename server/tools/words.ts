/** How tools print. */

/** `1,057`. */
export function grouped(value: number): string {
  return value.toLocaleString('en-US');
}

/** Text of files that may have suffered, without what a terminal would obey. */
export function printable(text: string): string {
  return text.replaceAll(/[^\P{C}\n]/gu, '?');
}

/** Lines of columns as wide as their widest cell, the first aligned to the left and the others to the right. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, nth) => Math.max(...rows.map((row) => row[nth]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, nth) => (nth === 0 ? cell.padEnd(widths[nth] ?? 0) : cell.padStart(widths[nth] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
