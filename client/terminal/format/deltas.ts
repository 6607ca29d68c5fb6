import type { Paints } from './paint.ts';
import type { Cell } from './table.ts';

/** A change with its sign, `+5.00` or `-5.00`, coloured by it. */
export function deltaCell(delta: string, paints: Paints): Cell {
  const loss = delta.startsWith('-');
  return { text: loss ? delta : `+${delta}`, paint: loss ? paints.loss : paints.gain };
}
