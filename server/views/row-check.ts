import { crc32 } from 'node:zlib';

/**
 * Each row of the views carries a check over its content, so that a bit that flipped on the disk is found
 * when the row is read and never passes for a balance, a record or a key.
 */
export type Cell = string | number | bigint;

/** The check of a row with these cells. No cell holds a line break. */
export function rowCheck(...cells: readonly Cell[]): number {
  return crc32(cells.join('\n'));
}

/** Whether a row is as it was written. A flipped bit can also turn a text into bytes or nothing. */
export function rowHolds(check: Cell, ...cells: readonly Cell[]): boolean {
  return cells.every((cell) => typeof cell !== 'object') && Number(check) === rowCheck(...cells);
}
